package import HTTP
package import Text

extension HTTPFields {
    /// A date of HTTP (RFC 9110 section 5.6.7), in the form in which it is written today; nil where there is none.
    package func moment(_ name: String) -> Timestamp? {
        // Sat, 21 Nov 2026 12:03:58 GMT
        guard let parts = self[name]?.split(separator: " "), parts.count == 6, parts[5] == "GMT" else { return nil }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let month = months.firstIndex(of: String(parts[2])) else { return nil }
        return Timestamp(rfc3339: "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
    }
}
