internal import Kubernetes
internal import Names
internal import TLS
internal import Text

/// Why what a Secret holds cannot be used; never quotes it.
struct ContentProblem: Error, Hashable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension CertificateContent {
    /// The keys of the Secret's data.
    enum Key {
        static let authority = "ca.crt"
        static let authorityKey = "ca.key"
        static let leaf = "tls.crt"
        static let leafKey = "tls.key"
        static let next = "next-ca.crt"
        static let nextKey = "next-ca.key"
        static let retired = "old-ca.crt"
        static let all = [authority, authorityKey, leaf, leafKey, next, nextKey, retired]
    }

    /// The Secret's annotations.
    enum Annotation {
        /// Set by a person, to any text that it did not have before: asks for another CA.
        static let request = PullpassKey.rotateCA
        /// The request that was met.
        static let metRequest = PullpassKey.caRotatedFor
        /// Until when the old CAs are believed: the last of their times, which earlier versions take for that of each.
        static let retiredUntil = PullpassKey.oldCAUntil
        /// The time of each, where they differ.
        static let retiredTimes = PullpassKey.oldCATimes
        /// Those that only a keeper writes.
        static let ours = [metRequest, retiredUntil, retiredTimes]
    }

    /// Reads a Secret; nil where it holds none of our keys, as the chart makes it.
    static func read(_ secret: SecretObject) throws(ContentProblem) -> CertificateContent? {
        let data = secret.data.filter { !$0.value.isEmpty }
        guard [Key.authority, Key.authorityKey, Key.leaf, Key.leafKey].contains(where: { data[$0] != nil }) else {
            return nil
        }
        guard let authority = try certificates(Key.authority, data)?.first else {
            throw ContentProblem("\(Key.authority) is missing")
        }
        guard let leaf = try pair(Key.leaf, Key.leafKey, data) else {
            throw ContentProblem("\(Key.leaf) or \(Key.leafKey) is missing")
        }
        guard leaf.certificate.isIssued(by: authority) else {
            throw ContentProblem("\(Key.leaf) was not issued by \(Key.authority)")
        }
        guard authority.isAuthority else { throw ContentProblem("\(Key.authority) may not sign certificates") }
        let authorityKey = try key(Key.authorityKey, of: authority, Key.authority, data)
        let next = try pair(Key.next, Key.nextKey, data)
        if let next, !next.certificate.isAuthority {
            throw ContentProblem("\(Key.next) may not sign certificates")
        }
        let annotations = secret.metadata.annotations
        let last = annotations[Annotation.retiredUntil].flatMap { Timestamp(rfc3339: $0)?.withoutFraction }
        let times = times(annotations[Annotation.retiredTimes] ?? "")
        let retired = (try certificates(Key.retired, data) ?? []).map { certificate in
            // An earlier version writes the last time alone, and a person may have set it back. Without a time a CA stays as long as it is
            // valid: too long is better than too short.
            let until = [times[RetiredAuthority.mark(of: certificate)], last].compactMap(\.self).min()
            return RetiredAuthority(certificate: certificate, until: until ?? certificate.notAfter)
        }
        return CertificateContent(
            authority: authority,
            authorityKey: authorityKey,
            leaf: leaf,
            next: next,
            retired: retired,
            metRequest: annotations[Annotation.metRequest]
        )
    }

    /// The Secret's data.
    func data() throws(TLSError) -> [String: [UInt8]] {
        var data = [
            Key.authority: try authority.pem(), Key.leaf: try leaf.certificate.pem(), Key.leafKey: try leaf.key.pem(),
        ]
        if let authorityKey { data[Key.authorityKey] = try authorityKey.pem() }
        if let next {
            data[Key.next] = try next.certificate.pem()
            data[Key.nextKey] = try next.key.pem()
        }
        if !retired.isEmpty {
            var text: [UInt8] = []
            for authority in retired { text += try authority.certificate.pem() }
            data[Key.retired] = text
        }
        return data
    }

    /// The Secret's annotations.
    var annotations: [String: String] {
        var annotations: [String: String] = [:]
        if let last = retired.map(\.until).max() { annotations[Annotation.retiredUntil] = last.whole }
        if Set(retired.map(\.until)).count > 1 {
            let times = retired.map { "\($0.mark)=\($0.until.whole)" }
            annotations[Annotation.retiredTimes] = times.joined(separator: ",")
        }
        if let metRequest { annotations[Annotation.metRequest] = metRequest }
        return annotations
    }

    /// The times of old CAs by their marks; what is none is passed over.
    private static func times(_ text: String) -> [String: Timestamp] {
        let pairs = text.split(separator: ",").compactMap { entry -> (String, Timestamp)? in
            let parts = entry.split(separator: "=")
            guard parts.count == 2, let time = Timestamp(rfc3339: parts[1])?.withoutFraction else { return nil }
            return (String(parts[0]), time)
        }
        return Dictionary(pairs) { max($0, $1) }
    }

    private static func certificates(
        _ name: String,
        _ data: [String: [UInt8]]
    ) throws(ContentProblem) -> [Certificate]? {
        guard let pem = data[name] else { return nil }
        do throws(TLSError) { return try Certificate.parse(pem: pem, what: name) } catch {
            throw ContentProblem("\(error)")
        }
    }

    private static func pair(
        _ name: String,
        _ keyName: String,
        _ data: [String: [UInt8]]
    ) throws(ContentProblem) -> CertificateAndKey? {
        guard let certificate = try certificates(name, data)?.first else { return nil }
        guard let key = try key(keyName, of: certificate, name, data) else { return nil }
        return CertificateAndKey(certificate: certificate, key: key)
    }

    private static func key(
        _ keyName: String,
        of certificate: Certificate,
        _ name: String,
        _ data: [String: [UInt8]]
    ) throws(ContentProblem) -> PrivateKey? {
        guard let pem = data[keyName] else { return nil }
        let key: PrivateKey
        do throws(TLSError) { key = try PrivateKey.parse(pem: pem, what: keyName) } catch {
            throw ContentProblem("\(error)")
        }
        guard certificate.belongs(to: key) else { throw ContentProblem("\(keyName) is not the key of \(name)") }
        return key
    }
}
