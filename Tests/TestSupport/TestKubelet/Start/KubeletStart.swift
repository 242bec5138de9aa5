internal import FoundationEssentials
internal import TLS
internal import Text

/// What a kubelet makes of `--image-credential-provider-config` and `--image-credential-provider-bin-dir` when it starts.
///
/// Written from `pkg/credentialprovider/plugin/config.go` and `plugin.go`, and held to the recorded starts.
package struct KubeletStart: Sendable, Equatable {
    /// Why it does not start; its words, as they stand behind `"Failed to register CRI auth plugins" err=`.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        /// The words.
        package let description: String
    }

    /// The providers of all files.
    package let config: ProviderConfig
    /// `sha256:…` of `kubelet_credential_provider_config_info`.
    package let hash: String
    /// Where the plugins are.
    package let binDir: String

    /// Starts with a configuration that is a file or a directory, and an executable for each provider in `binDir`.
    ///
    /// Throws a ``Refusal`` where it does not.
    package static func check(
        _ path: String,
        binDir: String,
        release: KubeletRelease = .recorded
    ) throws(Refusal) -> KubeletStart {
        guard FileManager.default.fileExists(atPath: binDir) else {
            throw Refusal(description: "plugin binary directory \(binDir) did not exist")
        }
        let files = try files(of: path, release)
        var providers: [ProviderConfig.Provider] = []
        var hashed: [UInt8] = []
        for file in files {
            guard let data = FileManager.default.contents(atPath: file) else { throw unreadable(file, release) }
            let bytes = Array(data)
            hashed += withLength(bytes)
            do {
                providers += try ConfigDecoder(release: release).decode(bytes).providers
            } catch {
                let shown = release.readsDirectories ? file.goQuoted : file
                throw Refusal(description: "error decoding config \(shown): \(error)")
            }
        }
        let config = ProviderConfig(providers: providers)
        if release.readsDirectories, let name = doubled(config) {
            throw Refusal(description: "duplicate provider name \(name.goQuoted) found in configuration file(s)")
        }
        if let words = ConfigValidation(config, release).aggregate {
            throw Refusal(description: "failed to validate credential provider config: \(words)")
        }
        for provider in providers { try find(provider.name, in: binDir) }
        // Before 1.34 it is only noticed when the second is to be registered, which ends the process.
        if let name = doubled(config) {
            throw Refusal(description: "Credential provider \(name.goQuoted) was registered twice")
        }
        guard let digest = try? Digest.sha256(hashed) else { throw Refusal(description: "no SHA-256 here") }
        return KubeletStart(config: config, hash: "sha256:" + Hexadecimal.encode(digest), binDir: binDir)
    }

    /// Each file with its length in front, as it goes into the hash: big-endian, 8 bytes.
    private static func withLength(_ bytes: [UInt8]) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: UInt64(bytes.count) >> UInt64(56 - 8 * $0)) } + bytes
    }

    private static func doubled(_ config: ProviderConfig) -> String? {
        var seen: Set<String> = []
        return config.providers.first { !seen.insert($0.name).inserted }?.name
    }

    /// `exec.LookPath`; where it fails, the kubelet has no path to name and prints none.
    private static func find(_ name: String, in binDir: String) throws(Refusal) {
        let path = name.isEmpty ? binDir : "\(binDir)/\(name)"
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Refusal(description: "plugin binary executable  did not exist")
        }
        let words = isDirectory ? "is a directory" : "permission denied"
        guard !isDirectory, FileManager.default.isExecutableFile(atPath: path) else {
            throw Refusal(description: "error inspecting binary executable : exec: \(path.goQuoted): \(words)")
        }
    }
}
