// Compiled into every program (cmake/sitrep.cmake), because jemalloc reads this variable before main().
//
// thp: the indexes and lexicons are megabytes of scattered reads, and half the cost of a miss is its page walk. The
// kernel gives huge pages where it is set to "madvise" or "always"; elsewhere the option does nothing. decay: freed
// pages are kept for a minute rather than ten seconds, since the next batch wants them back.
extern "C" {
const char* malloc_conf = "thp:always,metadata_thp:auto,dirty_decay_ms:60000,muzzy_decay_ms:60000";
}
