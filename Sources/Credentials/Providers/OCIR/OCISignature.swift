import HTTPClient
import TLS
import Text

/// Who signs a request to Oracle's services, with which key.
struct OCISigner: Sendable {
    /// The `keyId`: `<tenancy>/<user>/<fingerprint>`, `<tenancy>/fed-x509-sha256/<fingerprint>` or `ST$<token>`.
    let keyID: String
    let key: PrivateKey

    /// The fields of a GET: Date and an Authorization over date, request line and host.
    func fields(forGet url: HTTPURL, at now: Timestamp) throws(TLSError) -> [(String, String)] {
        let date = OCIDate.text(now)
        return [("Date", date)]
            + [
                try authorization([
                    ("date", date), ("(request-target)", "get \(url.target)"), ("host", url.authority),
                ])
            ]
    }

    /// The fields of a federation request: its body is signed, its host is not (that is how the service checks it).
    func fields(forFederation url: HTTPURL, body: [UInt8], at now: Timestamp) throws(TLSError) -> [(String, String)] {
        let date = OCIDate.text(now)
        let digest = Base64.encode(try Digest.sha256(body))
        return [("Date", date), ("X-Content-SHA256", digest)]
            + [
                try authorization([
                    ("date", date), ("(request-target)", "post \(url.target)"), ("content-length", String(body.count)),
                    ("content-type", "application/json"), ("x-content-sha256", digest),
                ])
            ]
    }

    /// The scheme `Signature` in the first version of Oracle (draft-cavage-http-signatures-08).
    private func authorization(_ lines: [(name: String, value: String)]) throws(TLSError) -> (String, String) {
        let text = lines.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let signature = Base64.encode(try key.signRS256(Array(text.utf8)))
        let names = lines.map(\.name).joined(separator: " ")
        let value =
            #"Signature version="1",headers="\#(names)",keyId="\#(keyID)",algorithm="rsa-sha256",signature="\#(signature)""#
        return ("Authorization", value)
    }
}

/// The Date field of HTTP (RFC 9110 section 5.6.7).
enum OCIDate {
    /// For example `Tue, 14 Nov 2023 22:13:20 GMT`.
    static func text(_ time: Timestamp) -> String {
        let stamp = time.whole.utf8.map { $0 }
        func part(_ range: Range<Int>) -> String { String(decoding: stamp[range], as: UTF8.self) }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // The first of January 1970 was a Thursday.
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let week: Int64 = 7 * 86_400
        let day = Int((time.wholeSeconds % week + week) % week / 86_400)
        let month = months[((Int(part(5..<7)) ?? 1) + 11) % 12]
        return "\(days[day]), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT"
    }
}
