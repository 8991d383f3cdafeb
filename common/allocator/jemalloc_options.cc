// Compiled into every program (cmake/sitrep.cmake), because jemalloc reads this variable before main().
//
// thp: the indexes and lexicons are megabytes of scattered reads, and half the cost of a miss is its page walk. The
// kernel gives huge pages where it is set to "madvise" or "always"; elsewhere the option does nothing.
// background_thread: gives back what idle threads, such as RocksDB's between two compactions, have freed.
extern "C" {
const char* malloc_conf = "thp:always,metadata_thp:auto,background_thread:true";
}
