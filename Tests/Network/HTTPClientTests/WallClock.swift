import Glibc

extension Certificates {
    /// Seconds since 1970: OpenSSL judges certificates by the machine's clock.
    static func wallClock() -> Int { time(nil) }
}
