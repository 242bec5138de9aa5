@testable import Kubernetes
import EventLoop
import FoundationEssentials
import TestSupport
import Testing
import Text

struct CredentialTests {
    /// A plugin that counts its runs in a file and prints what a shell script says.
    private static func plugin(_ script: String, _ directory: TemporaryDirectory) -> ExecPlugin {
        ExecPlugin(
            command: "/bin/sh",
            arguments: ["-c", "echo run >> \(directory.path("runs")); \(script)"],
            environment: ["PATH": "/usr/bin:/bin", "KUBERNETES_EXEC_INFO": "{}"]
        )
    }

    private static func runs(_ directory: TemporaryDirectory) -> Int {
        ((try? String(contentsOfFile: directory.path("runs"), encoding: .utf8)) ?? "").split(separator: "\n").count
    }

    private static func credential(_ status: String) -> String {
        #"printf '%s' '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{\#(status)}}'"#
    }

    @Test func `a plugin runs once for all that wait, and again when its token expires`() async throws {
        let directory = try TemporaryDirectory()
        let plugin = Self.plugin(
            Self.credential(#""token":"t","expirationTimestamp":"2026-11-21T01:29:28Z""#),
            directory
        )
        try await Simulation.run { simulation in
            let clock = Box(1_795_224_568 - 3600.0)
            let credentials = ClusterCredentials(
                ClusterUser(.exec(plugin)),
                loop: simulation.loop,
                wallClock: WallClock { Timestamp(seconds: clock.value) }
            )
            let tasks = (0..<20).map { _ in
                Task(executorPreference: simulation.loop) { try await credentials.proof().authorization }
            }
            for task in tasks {
                let authorization = try await task.value
                #expect(authorization == "Bearer t")
            }
            #expect(Self.runs(directory) == 1)
            clock.value += 3595
            await simulation.leap(by: .seconds(3595))
            _ = try await credentials.proof()
            #expect(Self.runs(directory) == 2)
            // It prints the same expired token again: it is used, and asked for only now and then.
            _ = try await credentials.proof()
            #expect(Self.runs(directory) == 2)
            await simulation.leap(by: .seconds(6))
            _ = try await credentials.proof()
            #expect(Self.runs(directory) == 3)
        }
    }

    @Test func `a refused token is fetched anew, once`() async throws {
        let directory = try TemporaryDirectory()
        let script =
            "n=$(wc -l < \(directory.path("runs")) | tr -d ' '); printf '%s' "
            + #"'{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t'$n'"}}'"#
        let plugin = Self.plugin(script, directory)
        try await Simulation.run { simulation in
            let credentials = ClusterCredentials(ClusterUser(.exec(plugin)), loop: simulation.loop, wallClock: .epoch)
            let first = try await credentials.proof()
            #expect(first.authorization == "Bearer t1")
            #expect(await credentials.refused(first))
            #expect(await credentials.refused(first))
            let second = try await credentials.proof()
            #expect(second.authorization == "Bearer t2")
            #expect(Self.runs(directory) == 2)
        }
    }

    @Test func `a plugin may print a certificate`() async throws {
        let directory = try TemporaryDirectory()
        let plugin = Self.plugin(Self.credential(#""clientCertificateData":"C","clientKeyData":"K""#), directory)
        try await Simulation.run { simulation in
            let credentials = ClusterCredentials(ClusterUser(.exec(plugin)), loop: simulation.loop, wallClock: .epoch)
            let proof = try await credentials.proof()
            #expect(proof.authorization == nil)
            #expect(
                (proof.certificate == ClientCertificate(certificate: Array("C".utf8), key: Array("K".utf8))) == true
            )
        }
    }

    @Test(
        "a plugin that fails is named, and what it printed is not",
        arguments: [
            ("echo hunter2; exit 3", "exited with code 3"),
            ("echo run aws sso login >&2; exit 1", "exited with code 1: run aws sso login"),
            ("echo \(String(repeating: "x", count: 90)) >&2; exit 1", "exited with code 1: <redacted>"),
            (
                "printf 'ERROR: hunter2\\nrun az login for tenant 0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e00\\n' >&2; echo hunter2; exit 1",
                "exited with code 1: ERROR: <redacted> run az login for tenant 0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e00"
            ),
            (
                #"echo '{"kind":"CredentialProviderResponse","auth":{"hunter2":"hunter2"}}'; echo I gave hunter2 >&2"#,
                "printed no ExecCredential, but JSON with the keys auth, kind, kind CredentialProviderResponse: I gave <redacted>"
            ),
            ("echo hunter2", "printed no ExecCredential: the whole text is malformed"),
            (#"echo '{"kind":"Other","status":{"token":"hunter2"}}'"#, "printed no ExecCredential"),
            (
                #"echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"hunter2"}}'"#,
                "of another version than client.authentication.k8s.io/v1"
            ),
            (credential(""), "printed neither a token nor a certificate"),
            (credential(#""clientKeyData":"hunter2""#), "printed a certificate without its key"),
            (
                credential(#""token":"hunter2","expirationTimestamp":"soon""#),
                "printed an expirationTimestamp that is no RFC 3339 time"
            ),
        ]
    )
    func failing(script: String, says: String) async throws {
        let directory = try TemporaryDirectory()
        let plugin = Self.plugin(script, directory)
        try await Simulation.run { simulation in
            let credentials = ClusterCredentials(ClusterUser(.exec(plugin)), loop: simulation.loop, wallClock: .epoch)
            for _ in 0..<3 {
                let error = await #expect(throws: KubernetesTransportError.self) { try await credentials.proof() }
                #expect(error?.reason.contains(says) == true, "\(error?.reason ?? "")")
                #expect(error?.reason.contains("hunter2") == false && error?.wasNeverSent == true)
            }
            #expect(Self.runs(directory) == 1, "a failed plugin is not run for every request")
        }
    }

    @Test func `a plugin that is not installed comes with its hint`() async throws {
        let plugin = ExecPlugin(command: "no-such-plugin", environment: ["PATH": "/bin"], installHint: "Install it.")
        let error = await #expect(throws: KubernetesTransportError.self) { try await ExecCredentialStatus.run(plugin) }
        #expect(error?.reason == "the exec plugin no-such-plugin was not found; Install it.")
    }

    @Test func `a token file is read again after ten seconds and after a refusal`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("token", "one\n")
        try await Simulation.run { simulation in
            let credentials = ClusterCredentials(
                ClusterUser(.tokenFile(path: path, fallback: nil)),
                loop: simulation.loop,
                wallClock: .epoch
            )
            let first = try await credentials.proof()
            #expect(first.authorization == "Bearer one")
            try directory.write("token", "two")
            let sent1 = try await credentials.proof().authorization
            #expect(sent1 == "Bearer one")
            await simulation.leap(by: .seconds(11))
            let sent2 = try await credentials.proof().authorization
            #expect(sent2 == "Bearer two")
            try directory.write("token", "three")
            let second = try await credentials.proof()
            #expect(await credentials.refused(second))
            let sent3 = try await credentials.proof().authorization
            #expect(sent3 == "Bearer three")
            let third = try await credentials.proof()
            #expect(await credentials.refused(third) == false, "the same token is not worth a second try")
            // Replaced by something unusable: the last token goes on.
            try directory.write("token", "")
            await simulation.leap(by: .seconds(11))
            let sent4 = try await credentials.proof().authorization
            #expect(sent4 == "Bearer three")
        }
    }

    @Test func `a token file that is missing is named, and a token beside it used`() async throws {
        try await Simulation.run { simulation in
            let missing = ClusterCredentials(
                ClusterUser(.tokenFile(path: "/nowhere/token", fallback: nil)),
                loop: simulation.loop,
                wallClock: .epoch
            )
            let error = await #expect(throws: KubernetesTransportError.self) { try await missing.proof() }
            #expect(error?.reason == "the token file /nowhere/token cannot be read: it does not exist")
            let fallback = ClusterCredentials(
                ClusterUser(.tokenFile(path: "/nowhere/token", fallback: "t")),
                loop: simulation.loop,
                wallClock: .epoch
            )
            let sent5 = try await fallback.proof().authorization
            #expect(sent5 == "Bearer t")
        }
    }

    @Test func `user and password are sent as Basic, and a refusal is final`() async throws {
        try await Simulation.run { simulation in
            let user = ClusterUser(.basic(username: "jané", password: "p:w"))
            let credentials = ClusterCredentials(user, loop: simulation.loop, wallClock: .epoch)
            let proof = try await credentials.proof()
            #expect(proof.authorization == "Basic amFuw6k6cDp3")
            #expect(await credentials.refused(proof) == false)
        }
    }
}
