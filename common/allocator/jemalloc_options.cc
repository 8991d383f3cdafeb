// Compiled into every program (cmake/sitrep.cmake), because jemalloc reads this variable before main().
//
// narenas: arenas keep what was freed in them to themselves, and there are as many as four times the cores unless told.
// background_thread, dirty_decay_ms: give back what idle threads, such as RocksDB's between two compactions, have
// freed. Huge pages are not asked for: the kernel fills those that jemalloc has emptied in part, and resident memory
// grows with what was loaded (tests/bench/LEDGER.md).
extern "C" {
const char* malloc_conf = "narenas:4,background_thread:true,dirty_decay_ms:2000";
}
