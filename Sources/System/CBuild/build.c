#include "build.h"

// Swift settings can define no values; this is the only way for text to get from the manifest into the binary.
const char *pullpass_build_commit(void) { return PULLPASS_COMMIT; }
