import Configuration
import CredentialsTestSupport
import Providers

/// Reads a configuration, by default for a cluster.
func parse(_ text: String, mode: Configuration.Mode = .cluster) -> Configuration.Reading {
    Configuration.parse(Array(sayingWhoseHosts(text).utf8), file: "c.yaml", mode: mode, kinds: CredentialKinds.all)
}

/// A whole file with one registry of Docker Hub and these `credentials`, whose first line is line 7.
func credentials(_ lines: String, matchImages: String = "docker.io") -> String {
    let indented = lines.split(separator: "\n", omittingEmptySubsequences: false).map { "      \($0)" }
    return """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: r
            matchImages: ["\(matchImages)"]
            credentials:
        \(indented.joined(separator: "\n"))

        """
}
