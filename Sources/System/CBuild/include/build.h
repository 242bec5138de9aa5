#pragma once

/// The git commit that this binary was built from, "unknown" outside a checkout, with "-dirty" after local changes.
const char *pullpass_build_commit(void);
