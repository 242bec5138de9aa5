internal import Configuration
internal import Credentials
internal import EventLoop
internal import Files

/// Looks at the files that credentials are read from, without reading them, for as long as this replica leads.
struct FileWatch: Sendable {
    let context: KeeperContext
    let runner: PlanRunner
    let fetchers: RegistryFetchers
    let files: any ReloadFileSystem

    /// How often the files are looked at; nothing tells when a mounted Secret has changed.
    private static let interval = Duration.seconds(30)

    func run() async {
        // A nil inside is a file that was not there.
        var known: [String: FileFingerprint?] = [:]
        while !Task.isCancelled {
            let paths = fetchers.filePaths
            known = known.filter { paths.contains($0.key) }
            for path in paths.sorted() {
                let fingerprint = try? files.fingerprint(of: path)
                if let before = known[path], before != fingerprint {
                    runner.plan.fileChanged(path, now: runner.now)
                    runner.changed()
                }
                known[path] = .some(fingerprint)
            }
            await context.sleep(Self.interval)
        }
    }
}
