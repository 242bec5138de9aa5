internal import Configuration
internal import Credentials
internal import Sockets

extension Keeper {
    /// How often the files are looked at; nothing tells when a mounted Secret has changed.
    private static let fileInterval = Duration.seconds(30)

    /// Looks at the files that credentials are read from, without reading them, for as long as this replica leads.
    func watchFiles() async {
        // A nil inside is a file that was not there.
        var known: [String: FileFingerprint?] = [:]
        while !Task.isCancelled {
            let paths = Set(fetchers.values.flatMap(\.inputs.filePaths))
            known = known.filter { paths.contains($0.key) }
            for path in paths.sorted() {
                let fingerprint = try? files.fingerprint(of: path)
                if let before = known[path], before != fingerprint {
                    plan.fileChanged(path, now: now)
                    changed()
                }
                known[path] = .some(fingerprint)
            }
            await loop.sleep(until: loop.preciseNow().advanced(by: Self.fileInterval))
        }
    }
}
