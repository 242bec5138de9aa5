internal import FoundationEssentials
package import TestSupport

/// A bin directory with plugins, and the configuration beside it.
package struct PluginFolder: Sendable {
    /// All of it; plugins stand in its folder `bin`.
    package let directory: TemporaryDirectory

    /// The bin directory.
    package var binDir: String { directory.path("bin") }

    /// Where ``start(_:release:)`` writes the configuration.
    package var config: String { directory.path("config.yaml") }

    /// Makes an empty one.
    package init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("bin"), withIntermediateDirectories: true)
    }

    /// Adds a plugin that is a script of `/bin/sh`, given without its first line.
    package func add(_ name: String, script: String) throws {
        try directory.writeProgram("bin/\(name)", "#!/bin/sh\n\(script)\n")
    }

    /// Adds a plugin that prints an answer, whatever it is asked.
    package func add(_ name: String, printing answer: String) throws {
        try directory.write("\(name).out", answer)
        try add(name, script: "exec cat '\(directory.path("\(name).out"))'")
    }

    /// Adds a plugin that is an executable of another place.
    package func link(_ name: String, to executable: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(binDir)/\(name)", withDestinationPath: executable)
    }

    /// Starts a kubelet with a configuration.
    package func start(
        _ configuration: String,
        release: KubeletRelease = .recorded
    ) throws -> KubeletStart {
        try directory.write("config.yaml", configuration)
        return try KubeletStart.check(config, binDir: binDir, release: release)
    }

    /// One entry of `providers`, indented to stand below it.
    package static func provider(
        _ name: String,
        images: String = #"["fake.lab"]"#,
        duration: String = "10m",
        version: String = "v1",
        more: String = ""
    ) -> String {
        """
        - name: \(name)
          matchImages: \(images)
          defaultCacheDuration: \(duration)
          apiVersion: credentialprovider.kubelet.k8s.io/\(version)
        \(more.split(separator: "\n").map { "  \($0)\n" }.joined())
        """
    }

    /// A configuration of these entries.
    package static func configuration(_ providers: String..., version: String = "v1") -> String {
        "apiVersion: kubelet.config.k8s.io/\(version)\nkind: CredentialProviderConfig\nproviders:\n"
            + providers.joined(separator: "\n")
    }
}
