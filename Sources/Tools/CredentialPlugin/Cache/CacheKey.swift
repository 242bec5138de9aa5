internal import Configuration
internal import Credentials
internal import Images
internal import TLS
internal import Text

/// Under what a credential is kept: everything on which it depends, as one SHA-256.
///
/// | what | so that |
/// |---|---|
/// | the version of Pullpass | another version's notion of a kind means nothing |
/// | the configuration file, every byte | a changed one begins anew |
/// | all variables of the process, but for those that tell one start of a service from another | identities that stand there are told apart |
/// | the registry's name, its patterns for the image, the image's host, and the image where the credential is for less than the host | a token goes where it is good, and nowhere else |
/// | for `fromPod`: namespace, name and UID of the ServiceAccount, the audiences of its token, the annotations that are read, and the token itself where the credential is the Pod's alone | nobody is given what another ServiceAccount got |
///
/// What a provider says by itself of who asks (a metadata service) is not in it: a machine's role is known to its provider only.
struct CacheKey: Sendable, Hashable {
    /// 64 hexadecimal digits, which are the file's name.
    let name: String

    /// Nil where the credential depends on something that cannot be told: a token whose holder cannot be read.
    init?(_ wanted: WantedCredential, for request: RequestServiceAccount, origin: CacheOrigin) {
        let registry = request.asked(wanted.registry)
        var texts = [
            CacheOrigin.format, origin.digest, registry.name, wanted.image.authority,
            wanted.isForWholeHost ? "" : wanted.image.repository, "\(registry.matchImages.count)",
        ]
        texts += registry.matchImages.map(\.text)
        if registry.podIdentity != nil {
            guard let pod = registry.credentials?.serviceAccount?.pod?.account, let uid = pod.uid, !uid.isEmpty else {
                return nil
            }
            texts += [pod.namespace, pod.name, uid, "\(pod.audiences.count)"] + pod.audiences
            texts.append("\(pod.annotations.count)")
            for (key, value) in pod.annotations.sorted(by: { $0.key < $1.key }) { texts += [key, value] }
            texts.append(pod.token?.reveal() ?? "")
        }
        guard let digest = try? Digest.sha256(Netstrings.encode(texts)) else { return nil }
        name = Hexadecimal.encode(digest)
    }

    /// Whether a file has the name of an entry.
    static func isName(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// What all credentials of one run depend on.
package struct CacheOrigin: Sendable {
    /// Changes with whatever a key or an entry is made of.
    static let format = "pullpass credential 1"

    /// What systemd gives each start of a kubelet: no identity stands there, and a kubelet that was restarted asks for the same.
    private static let ofStart: Set = [
        "INVOCATION_ID", "JOURNAL_STREAM", "LISTEN_PID", "SYSTEMD_EXEC_PID", "WATCHDOG_PID",
    ]

    /// The SHA-256 of it.
    let digest: String

    /// Takes what the run was given; nil where nothing can be digested.
    ///
    /// - Parameters:
    ///   - version: The version of Pullpass.
    ///   - configuration: The file, as it was read.
    ///   - environment: The variables of the process.
    package init?(version: String, configuration: [UInt8], environment: [String: String]) {
        guard let file = try? Digest.sha256(configuration) else { return nil }
        var texts = [version, Hexadecimal.encode(file)]
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where !Self.ofStart.contains(name) {
            texts += [name, value]
        }
        guard let all = try? Digest.sha256(Netstrings.encode(texts)) else { return nil }
        digest = Hexadecimal.encode(all)
    }
}
