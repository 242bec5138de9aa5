import HTTP
import Text

@testable import Providers

/// What a request to Oracle says of its signature, and what was signed.
struct OracleSignature {
    /// The names of what was signed, in order.
    let names: String
    let keyID: String
    let bytes: [UInt8]
    /// What was signed, made again out of the request.
    let text: String
    /// When it was signed; nil where the Date is none.
    let date: Timestamp?

    init?(_ request: ProviderRequest) {
        guard let value = request.fields["authorization"], value.hasPrefix("Signature ") else { return nil }
        var parts: [String: String] = [:]
        for part in value.dropFirst(10).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[1].hasPrefix("\""), pair[1].hasSuffix("\"") else { return nil }
            parts[String(pair[0])] = String(pair[1].dropFirst().dropLast())
        }
        guard parts["version"] == "1", parts["algorithm"] == "rsa-sha256", let names = parts["headers"],
            let keyID = parts["keyId"], let bytes = parts["signature"].flatMap(Base64.decode), bytes.count == 256
        else { return nil }
        self.names = names
        self.keyID = keyID
        self.bytes = bytes
        let query = request.query.map { "?\($0)" } ?? ""
        text = names.split(separator: " ").map(String.init).map { name in
            let value =
                name == "(request-target)"
                ? "\(request.method.lowercased()) \(request.path)\(query)" : request.fields[name] ?? "missing"
            return "\(name): \(value)"
        }.joined(separator: "\n")
        date = request.fields["date"].flatMap(Self.time)
    }

    /// Whether the key made it.
    func isMade(by key: RSAPublicKey?) -> Bool { key?.verifies(bytes, of: Array(text.utf8)) ?? false }

    /// `Tue, 14 Nov 2023 22:13:20 GMT`, as a time.
    private static func time(_ text: String) -> Timestamp? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 6, let month = months.firstIndex(of: parts[2]) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        guard let time = Timestamp(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z"),
            OCIDate.text(time) == text
        else { return nil }
        return time
    }
}
