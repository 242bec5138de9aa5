internal import Glibc
internal import Text

/// A moment in UTC for a log line.
struct LogTimestamp {
    /// Seconds since 1970.
    let seconds: Int64
    let milliseconds: Int

    static var now: LogTimestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return LogTimestamp(seconds: Int64(time.tv_sec), milliseconds: time.tv_nsec / 1_000_000)
    }

    /// RFC 3339 with milliseconds: `2026-11-21T09:30:00.125Z`.
    var text: String {
        let digits = String(milliseconds)
        let fraction = String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
        return "\(Timestamp.whole(Double(seconds)).dropLast()).\(fraction)Z"
    }
}
