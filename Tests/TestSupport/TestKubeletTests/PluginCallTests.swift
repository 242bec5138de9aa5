import FoundationEssentials
import TestKubelet
import TestSupport
import Testing

/// “Call” of what was recorded, and the runs that do not answer.
@Suite struct PluginCallTests {
    static let answer = PluginAnswerTests.answer(#"{"fake.lab":{"username":"plug","password":"p"}}"#)
    static let name = "rec1"

    private func kubelet(
        _ folder: PluginFolder,
        more: String = "",
        environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        limit: Duration = .seconds(60)
    ) throws -> CredentialProviderPlugins {
        let start = try folder.start(PluginFolder.configuration(PluginFolder.provider(Self.name, more: more)))
        return CredentialProviderPlugins(start, environment: environment, limit: limit)
    }

    @Test(
        "A plugin gets arguments, the kubelet's environment and `env` over it, its directory, and the recorded request"
    )
    func call() async throws {
        let folder = try PluginFolder()
        let seen = folder.directory.path("seen")
        try folder.add(
            Self.name,
            script: #"""
                { echo "$0"; for word in "$@"; do echo "$word"; done; echo "$A $B $C"; pwd; } > '\#(seen)'
                cat > '\#(seen).in'
                echo '\#(Self.answer)'
                """#
        )
        let plugins = try kubelet(
            folder,
            more:
                "args: [credential-provider, \"--config\", \"a b\"]\nenv: [{name: B, value: config}, {name: C, value: new}]",
            environment: ["PATH": "/usr/bin:/bin", "A": "kubelet", "B": "kubelet"]
        )
        #expect(
            try await KubeletPulls(plugins: plugins).tries(
                pulling: "fake.lab/plug/ok:1@sha256:\(String(repeating: "a", count: 64))"
            ).map(\.description) == ["plug:p"]
        )
        let lines = try String(contentsOfFile: seen, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "\(folder.binDir)/rec1", "credential-provider", "--config", "a b", "kubelet config new", "/",
            ]
        )
        let request = try String(contentsOfFile: "\(seen).in", encoding: .utf8)
        #expect(
            request
                == #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"fake.lab/plug/ok"}"#
                + "\n"
        )
        #expect(plugins.errors.isEmpty)
    }

    @Test("Nothing of the test's own environment comes through")
    func environment() async throws {
        let folder = try PluginFolder()
        try folder.add(Self.name, script: "/usr/bin/env > '\(folder.directory.path("seen"))'; echo '\(Self.answer)'")
        _ = try await KubeletPulls(plugins: kubelet(folder)).tries(pulling: "fake.lab/a")
        let seen = try String(contentsOfFile: folder.directory.path("seen"), encoding: .utf8)
        let names = seen.split(separator: "\n").map { $0.prefix { $0 != "=" } }
        // A shell adds PWD, SHLVL and _ by itself.
        #expect(Set(names).subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["PATH"])
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let script: String
        let error: String
        var testDescription: String { script }
    }

    static let prefix =
        "failed to get credential from external registry credential provider: error execing credential provider plugin rec1 "
        + "for image fake.lab/a: "

    @Test(
        "A run that fails gives no credential, whatever it printed; its words are in the log and nowhere else",
        arguments: [
            Failure(script: "echo '\(answer)'; echo one >&2; echo two >&2; exit 1", error: "exit status 1: one\ntwo\n"),
            Failure(script: "exit 3", error: "exit status 3: "),
            Failure(script: "kill -9 $$", error: "signal: killed: "),
        ]
    )
    func failures(_ failure: Failure) async throws {
        let folder = try PluginFolder()
        try folder.add(Self.name, script: failure.script)
        let plugins = try kubelet(folder)
        #expect(try await KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/a") == [.anonymous])
        #expect(plugins.errors == [Self.prefix + failure.error])
        // Errors are never kept.
        _ = try await KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/a")
        #expect(await plugins.runs(of: Self.name) == ["fake.lab/a", "fake.lab/a"])
    }

    @Test("A plugin that is gone since the start is an error of its run")
    func gone() async throws {
        let folder = try PluginFolder()
        try folder.add(Self.name, script: "exit 0")
        let plugins = try kubelet(folder)
        try FileManager.default.removeItem(atPath: "\(folder.binDir)/rec1")
        #expect(try await KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/a") == [.anonymous])
        #expect(plugins.errors == [Self.prefix + "fork/exec \(folder.binDir)/rec1: no such file or directory: "])
    }

    @Test("Words on standard error do no harm where the exit status is 0")
    func words() async throws {
        let folder = try PluginFolder()
        try folder.add(Self.name, script: "echo chatter >&2; echo '\(Self.answer)'")
        let plugins = try kubelet(folder)
        #expect(try await KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/a").map(\.description) == ["plug:p"])
        #expect(plugins.errors.isEmpty)
    }

    @Test("A plugin that reads nothing is no error, and one that reads on sees the end")
    func input() async throws {
        let folder = try PluginFolder()
        try folder.add(Self.name, script: "exec 0<&-; echo '\(Self.answer)'")
        #expect(
            try await KubeletPulls(plugins: kubelet(folder)).tries(pulling: "fake.lab/a").map(\.description) == [
                "plug:p"
            ]
        )
        try folder.add(Self.name, script: "cat > /dev/null; cat > /dev/null; echo '\(Self.answer)'")
        #expect(
            try await KubeletPulls(plugins: kubelet(folder)).tries(pulling: "fake.lab/a").map(\.description) == [
                "plug:p"
            ]
        )
    }

    @Test("Silence is killed when the minute is over")
    func silence() async throws {
        let folder = try PluginFolder()
        try folder.add(Self.name, script: "exec sleep 600")
        let plugins = try kubelet(folder, limit: .milliseconds(50))
        #expect(try await KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/a") == [.anonymous])
        #expect(plugins.errors == [Self.prefix + "context deadline exceeded: "])
    }

    @Test(
        "A child that keeps standard output open is waited for: within the minute the answer is used, after it dropped",
        arguments: [true, false]
    )
    func child(isInTime: Bool) async throws {
        let folder = try PluginFolder()
        let gate = folder.directory.path("gate")
        try folder.add(
            Self.name,
            script: "(while [ ! -e '\(gate)' ]; do sleep 0.02; done) &\necho '\(Self.answer)'; : > '\(gate).ended'"
        )
        let limit: Duration = isInTime ? .seconds(600) : .milliseconds(500)
        let plugins = try kubelet(folder, limit: limit)
        let begin = ContinuousClock.now
        async let tries = KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/a")
        // On a machine that is very busy the plugin itself may be killed, which comes to the same.
        _ = await eventually {
            FileManager.default.fileExists(atPath: "\(gate).ended") || ContinuousClock.now - begin > limit + limit
        }
        let ended = ContinuousClock.now
        if !isInTime { _ = await eventually { ContinuousClock.now - ended > limit } }
        try folder.directory.write("gate", "")
        #expect(try await tries.map(\.description) == (isInTime ? ["plug:p"] : ["ANON"]))
        #expect(plugins.errors == (isInTime ? [] : [Self.prefix + "context deadline exceeded: "]))
    }
}
