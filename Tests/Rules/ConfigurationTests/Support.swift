import Configuration
import CredentialsTestSupport
import Providers

/// Reads a configuration, by default for a cluster.
func parse(_ text: String, mode: Configuration.Mode = .cluster) -> Configuration.Reading {
    Configuration.parse(Array(sayingWhoseHosts(text).utf8), file: "c.yaml", mode: mode, kinds: CredentialKinds.all)
}

/// A whole file around the lines of one registry, from line 5 on.
func registry(_ lines: String, name: String = "r") -> String {
    let indented = lines.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(
        separator: "\n"
    )
    return "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: \(name)\n\(indented)\n"
}

/// A whole file with one registry of Docker Hub and these `credentials`, whose first line is line 7.
func credentials(_ lines: String, matchImages: String = "docker.io") -> String {
    let indented = lines.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(
        separator: "\n"
    )
    return registry("matchImages: [\"\(matchImages)\"]\ncredentials:\n\(indented)")
}

/// A whole valid file with one registry, and these lines after it, from line 7 on.
func settings(_ lines: String) -> String {
    registry("matchImages: [docker.io]\ncredentials: { gar: {} }") + lines + "\n"
}

/// The kinds of credentials as messages list them: `basic, …, github or exec`.
let everyKind = {
    let kinds = CredentialKinds.all.map { $0.kind }
    return kinds.dropLast().joined(separator: ", ") + " or " + kinds.suffix(1).joined()
}()
