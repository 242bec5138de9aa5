internal import Configuration

extension ValueResolver {
    /// Names `tls.ca` of a registry in errors.
    static func certificatePlace(_ source: ValueSource) -> Place { Place(identity: "tls.ca from \(source)") }

    /// The certificates of a source as they stand there; what is no PEM is found out by whoever reads it.
    ///
    /// - Throws: `.misconfigured` where there is nothing, or `.unavailable` when Secrets cannot be read now.
    func certificates(of source: ValueSource) async throws(CredentialError) -> [UInt8] {
        let place = Self.certificatePlace(source)
        switch source {
        case .value(let text): return Array(text.reveal().utf8)
        case .file(let path): return try bytes(ofFile: path, place)
        case .environment(let name):
            guard let text = environment[name] else {
                throw place.misconfigured("it is not set", fix: "set \(name) to the certificates in PEM, or use file")
            }
            return Array(text.utf8)
        case .secretKeyRef(let name, let key):
            let secret = try await secret(name, place)
            guard let bytes = secret.data[key] else { throw missing(key, of: secret, place) }
            return bytes
        }
    }
}
