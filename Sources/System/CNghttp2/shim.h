#pragma once
#include <sys/types.h>
#include <nghttp2/nghttp2.h>

// nghttp2_settings_id got this name in 1.48; the number is RFC 9218's.
#define PULLPASS_SETTINGS_NO_RFC7540_PRIORITIES 0x09

// Upstream has these since 1.57 and 1.61; distributions patch them into older versions (with the defaults set here),
// which a header cannot be asked about. The session counts on its own as well, so nothing depends on them.
static inline void pullpass_nghttp2_set_flood_limits(nghttp2_option *option) {
    nghttp2_option_set_max_outbound_ack(option, 1000);
    nghttp2_option_set_max_settings(option, 32);
#if NGHTTP2_VERSION_NUM >= 0x013900
    nghttp2_option_set_stream_reset_rate_limit(option, 1000, 33);
#endif
#if NGHTTP2_VERSION_NUM >= 0x013d00
    nghttp2_option_set_max_continuations(option, 8);
#endif
    (void)option;
}
