import Configuration
import HTTP
import HTTPClient
import TLS
import Text

/// Signs requests with AWS Signature Version 4.
///
/// All field lines that the request has when it is signed are part of the signature, and the body in full. What is added after that is not.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
struct SigV4: Sendable {
    let keys: AWSKeys
    let region: String
    let service: String

    /// The request with `X-Amz-Date`, `X-Amz-Security-Token` where there is one, and `Authorization`.
    ///
    /// - Parameters:
    ///   - request: A request without these fields.
    ///   - time: The time of the signature; AWS takes it for five minutes (ECR) or fifteen (STS).
    /// - Returns: The request to send, to which nothing that is signed may be added.
    /// - Throws: What OpenSSL says when it cannot compute a digest.
    func sign(_ request: HTTPClientRequest, at time: Timestamp) throws(TLSError) -> HTTPClientRequest {
        let time = Self.text(of: time)
        var request = request
        request.fields.append(name: "X-Amz-Date", value: time)
        if let token = keys.sessionToken {
            request.fields.append(name: "X-Amz-Security-Token", value: token.reveal())
        }
        let canonical = try Self.canonical(request)
        let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
        let digest = Hexadecimal.encode(try Digest.sha256(Array(canonical.text.utf8)))
        let toSign = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(digest)"
        let key = try signingKey(date: String(time.prefix(8)))
        let signature = Hexadecimal.encode(try Digest.hmacSHA256(Array(toSign.utf8), key: key))
        request.fields.append(
            name: "Authorization",
            value: "AWS4-HMAC-SHA256 Credential=\(keys.accessKeyID)/\(scope), "
                + "SignedHeaders=\(canonical.signedFields), Signature=\(signature)"
        )
        return request
    }

    /// The key for one day, region and service.
    func signingKey(date: String) throws(TLSError) -> [UInt8] {
        var key = Array("AWS4\(keys.secretAccessKey.reveal())".utf8)
        for part in [date, region, service, "aws4_request"] { key = try Digest.hmacSHA256(Array(part.utf8), key: key) }
        return key
    }

    /// `20150830T123600Z`.
    static func text(of time: Timestamp) -> String {
        time.whole.filter { $0 != "-" && $0 != ":" }
    }

    /// The canonical request, and the names of the fields in it.
    static func canonical(_ request: HTTPClientRequest) throws(TLSError) -> (text: String, signedFields: String) {
        var values: [String: [String]] = ["host": [request.url.authority]]
        for index in 0..<request.fields.count {
            let (name, value) = request.fields.line(at: index)
            values[name.lowercased(), default: []].append(withoutSuperfluousSpaces(value))
        }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let lines = names.map { "\($0):\(values[$0, default: []].joined(separator: ","))\n" }.joined()
        let signedFields = names.joined(separator: ";")
        let target = request.url.target
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        let body = Hexadecimal.encode(try Digest.sha256(request.body ?? []))
        let text =
            "\(request.method)\n\(path(target[..<mark]))\n\(query(target[mark...].dropFirst()))\n\(lines)\n"
            + "\(signedFields)\n\(body)"
        return (text, signedFields)
    }

    /// The path without dot segments, each part encoded once more than it is sent.
    private static func path(_ path: Substring) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        let isFolder = path.hasSuffix("/") && !parts.isEmpty
        return "/" + parts.map { PercentEncoding.encode(String($0)) }.joined(separator: "/") + (isFolder ? "/" : "")
    }

    /// Names and values, as sent, in the order of their bytes.
    private static func query(_ query: Substring) -> String {
        let pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: Array(parts[0].utf8), value: parts.count == 2 ? Array(parts[1].utf8) : [])
        }
        let sorted = pairs.sorted {
            $0.name == $1.name
                ? $0.value.lexicographicallyPrecedes($1.value) : $0.name.lexicographicallyPrecedes($1.name)
        }
        return sorted.map { "\(String(decoding: $0.name, as: UTF8.self))=\(String(decoding: $0.value, as: UTF8.self))" }
            .joined(separator: "&")
    }

    private static func withoutSuperfluousSpaces(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}
