import Configuration
import Files
import TLS

/// The files of the serving certificate, read together.
struct CertificateFiles {
    /// The context that they make, made again when they change.
    let file: ReloadingFile<TLSServerContext>
    /// Their paths, for the log.
    let paths: String

    /// Reads them for the first time.
    init(_ files: TLSFiles) throws {
        guard let chain = files.certFile, let key = files.keyFile else {
            throw ServingError.usage(
                "a serving certificate is needed: give --tls-cert and --tls-key, or server.tls in the configuration; "
                    + "`pullpass certs --out certs --name localhost` makes one"
            )
        }
        let clientCA = files.clientCAFile
        let all = [chain, key] + [clientCA].compactMap(\.self)
        paths = all.joined(separator: ", ")
        do {
            file = try ReloadingFile(paths: all) { contents in
                try TLSServerContext(
                    chain: contents[chain] ?? [],
                    key: contents[key] ?? [],
                    clientCA: clientCA.flatMap { contents[$0] }
                )
            }
        } catch {
            throw ServingError.usage("the serving certificate (\(paths)) cannot be used: \(error)")
        }
    }
}
