internal import FoundationEssentials
package import Images
internal import Synchronization

/// The kubelet's own credentials: `config.json` and, without one, `.dockercfg` (kubelet.md, B5).
///
/// Read at the first pull, and again at most every 300 s, whether anything was found or not.
package final class KubeletDockerConfig: Sendable {
    private struct Kept {
        var config = DockerConfig(entries: [])
        var until: Duration?
        var path: String?
    }

    /// How long what was read, or that nothing could be read, is kept.
    package static let lifetime = Duration.seconds(300)

    private let directories: (json: [String], dockercfg: [String])
    private let clock: KubeletClock
    private let kept = Mutex(Kept())

    /// Takes the places where the kubelet looks.
    ///
    /// - Parameters:
    ///   - rootDir: `--root-dir`, `/var/lib/kubelet` by default.
    ///   - workingDirectory: the kubelet's own.
    ///   - home: `HOME`.
    ///   - system: stands for `/`.
    ///   - clock: by which the 300 s pass.
    package init(
        rootDir: String,
        workingDirectory: String,
        home: String,
        system: String,
        clock: KubeletClock = .real
    ) {
        directories = (
            [rootDir, workingDirectory, "\(home)/.docker", "\(system)/.docker"],
            [rootDir, workingDirectory, home, system]
        )
        self.clock = clock
    }

    /// What it pulls with now.
    package func keyring() -> DockerKeyring {
        let now = clock.now()
        return kept.withLock { kept in
            if let until = kept.until, now < until { return DockerKeyring([kept.config]) }
            let found = read()
            kept = Kept(
                config: found?.config ?? DockerConfig(entries: []),
                until: now + Self.lifetime,
                path: found?.path
            )
            return DockerKeyring([kept.config])
        }
    }

    /// The file that is in use; nil for none.
    package var path: String? { kept.withLock(\.path) }

    /// The first file that is there and can be decoded; others are passed over without a word below v=4.
    private func read() -> (config: DockerConfig, path: String)? {
        let candidates =
            directories.json.map { ("\($0)/config.json", DockerConfig.Format.dockerConfigJSON) }
            + directories.dockercfg.map { ("\($0)/.dockercfg", DockerConfig.Format.dockercfg) }
        for (path, format) in candidates {
            // An empty Secret has no entries; an empty file is no JSON.
            guard let data = FileManager.default.contents(atPath: path), !data.isEmpty,
                let config = try? DockerConfig(parsing: Array(data), as: format)
            else { continue }
            return (config, path)
        }
        return nil
    }
}
