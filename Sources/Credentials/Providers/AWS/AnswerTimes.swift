import HTTP
import HTTPClient
import Text

extension HTTPClientResponse {
    /// When the answer was made, by the provider's clock (RFC 9110 section 6.6.1).
    var madeAt: Timestamp? {
        // Sat, 21 Nov 2026 12:03:58 GMT
        guard let parts = fields["date"]?.split(separator: " "), parts.count == 6, parts[5] == "GMT" else { return nil }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let month = months.firstIndex(of: String(parts[2])) else { return nil }
        return Timestamp(rfc3339: "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
    }
}
