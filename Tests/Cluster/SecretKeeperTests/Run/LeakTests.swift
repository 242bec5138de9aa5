import Configuration
import Credentials
import Kubernetes
import Metrics
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing
import Text

@testable import SecretKeeper

@Suite("Keeper: no credential leaks", .seeded)
struct LeakTests {
    @Test(
        "Seeded credentials are in no log line, error, Event, metric or annotation, nor in what a plan, a master or a keeper prints"
    )
    func seeds() async throws {
        let seeds = [KeeperWorld.password, "inline-p4ssw0rd-77", "rotated-s3cr3t-88"]
        try await withWorld { world in
            try world.prepare()
            let text = KeeperWorld.text().replacing(
                "registries:",
                with: """
                    registries:
                      - name: inline
                        matchImages: ["inline.example"]
                        credentials: { basic: { username: { value: jane }, password: { value: \(seeds[1]) } } }
                    """
            )
            let replica = try world.start(try KeeperWorld.configuration(text))
            await world.pass(5)
            // Every fault that talks.
            try world.server.editSecret("pullpass", "hub-token", data: ["token": seeds[2]])
            await world.pass(3)
            try world.server.editSecret("team-a", "pullpass-hub", data: [".dockerconfigjson": "{}"])
            world.server.setQuota(secrets: 0, inNamespace: "team-b")
            try world.server.deleteSecret("team-b", "pullpass-hub")
            try world.server.edit(
                .secrets(namespace: "team-c", name: "pullpass-hub"),
                mergePatch: #"{"immutable":true}"#
            )
            try world.server.createNamespace("foreign")
            try world.server.createSecret("foreign", "pullpass-hub")
            try world.server.setLabels(["pullpass.dev/inject": "true"], ofNamespace: "foreign")
            try world.server.editSecret("pullpass", "hub-token", data: ["token": nil, "other": seeds[0]])
            world.server.inject(.refuse(422), on: RequestMatch(verbs: ["patch"], resource: "secrets"), times: 2)
            world.server.inject(.refuse(500), on: RequestMatch(verbs: ["patch"], resource: "secrets"), times: 2)
            await world.pass(60, step: 500)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "\(seeds[0]):\n"])
            await world.pass(60, step: 500)

            var texts = world.logs.all
            #expect(texts.count > 5)
            let events = world.server.events()
            #expect(events.count >= 3)
            texts += events.map { "\($0.reason) \($0.message) \($0.name)" }
            texts.append(String(decoding: replica.metrics.render(), as: UTF8.self))
            for namespace in ["pullpass", "team-a", "team-b", "team-c", "foreign"] {
                texts += world.server.secrets(in: namespace).map { "\($0.metadata)" }
            }
            let keeper = replica.keeper
            let values: [Any] = [
                keeper.runner.plan, keeper.masters.records, keeper.fetchers.registries, keeper.fetchers.fetchers,
                keeper,
            ]
            for value in values {
                texts.append("\(value)")
                var text = ""
                dump(value, to: &text, maxDepth: 12, maxItems: 5000)
                texts.append(text)
            }
            for seed in seeds {
                for form in [seed, Self.base64("jane:\(seed)"), Self.base64(seed)] {
                    let found = texts.filter { $0.contains(form) }
                    #expect(found.isEmpty, "\(form) is in \(found.first?.prefix(300) ?? "")")
                }
            }
        }
    }

    /// Where vendors' words stand: `WORDS` stands for them.
    private static let vendors = [
        #"{"error":"invalid_client","error_description":"WORDS","error_codes":[700213]}"#,
        #"{"errors":[{"code":"UNAUTHORIZED","message":"WORDS"}]}"#, "WORDS", "<html><title>WORDS</title></html>",
    ]

    @Test(
        "Vendors' words are told in the log, an Event and the annotation without what was sent, and end with what to do"
    )
    func vendors() async throws {
        let seed = "seed-S3cr3t/+=-of-the-registry"
        let forms = [
            seed, Base64.encode(Array(seed.utf8)), Base64.encode(Array("jane:\(seed)".utf8)),
            PercentEncoding.encode(seed),
            "\(seed.prefix(9))\\r\\n\(seed.dropFirst(9))", "\(seed.prefix(6))...", "\(seed.prefix(14))",
        ]
        let known =
            "arn:aws:iam::123456789012:role/puller for https://issuer.example/id/ABC, aud sts.amazonaws.com, sent "
        for name in Self.vendors {
            for form in forms {
                let long = String(repeating: "it is so; ", count: 30)
                let words = name.replacing("WORDS", with: long + known + "'\(form)'")
                let problem = ProviderProblem(body: Array(words.utf8)).hiding([seed])
                #expect(problem.message?.contains(known + "'<redacted>") == true, "\(name): \(problem.message ?? "")")
                let error = CredentialError(
                    .refused,
                    identity: String(repeating: "who asks ", count: 30),
                    endpoint: "https://vendor.example/token",
                    code: problem.code,
                    reason: "it says no: \"\(problem.message ?? "")\"",
                    fix: "this is what to do"
                )
                try await withWorld { world in
                    try world.prepare()
                    var options = ReplicaOptions()
                    let clock = world.clock.wall
                    options.fetcher = { registry, _ in
                        ScriptedFetcher(registry, clock: clock, ScriptedFetcher.Script(password: seed, error: error))
                    }
                    try world.start(with: options)
                    await world.pass(5)
                    let logs = world.logs.all
                    let notes = world.server.events().map(\.message)
                    #expect(logs.contains { $0.contains(error.description) }, "\(name)")
                    #expect(!notes.isEmpty && notes.allSatisfy { $0.utf8.count <= 1024 })
                    #expect(notes.contains { $0.hasSuffix(": this is what to do") }, "\(notes)")
                    for text in logs + notes {
                        for form in [seed, String(seed.prefix(6)), Self.base64(seed), Self.base64("jane:\(seed)")] {
                            #expect(!text.contains(form), "\(name): \(text)")
                        }
                    }
                }
            }
        }
    }

    @Test("An error that says the same with another number and time is told once")
    func repeatedErrors() async throws {
        try await withWorld { world in
            try world.prepare()
            var options = ReplicaOptions()
            let clock = world.clock.wall
            let script = ScriptedFetcher.Script(password: "p", life: 3600)
            let made = Mutex<ScriptedFetcher?>(nil)
            options.fetcher = { registry, _ in
                let fetcher = ScriptedFetcher(registry, clock: clock, script)
                made.withLock { $0 = fetcher }
                return fetcher
            }
            try world.start(with: options)
            await world.pass(5)
            let fetcher = try #require(made.withLock { $0 })
            func fails(_ trace: Int) {
                let reason =
                    "no: Trace ID: 0a1b2c3d-4e5f-6a7b-8c9d-00000000000\(trace) Timestamp: 2026-01-18 00:19:0\(trace)Z"
                fetcher.set { $0.error = CredentialError(.unavailable, identity: "x", reason: reason) }
            }
            fails(0)
            #expect(await world.pass(upTo: 3600, step: 1000) { world.logs.contains("no: Trace ID") })
            await world.pass(1)
            let master = MasterSecret.name(of: "hub")
            let writes = try #require(world.server.secret("pullpass", master)).metadata.resourceVersion
            for trace in 1...5 {
                let count = fetcher.count
                fails(trace)
                #expect(await world.pass(upTo: 3600, step: 1000) { fetcher.count > count })
            }
            #expect(world.logs.count("no: Trace ID") == 1)
            let after = world.server.secret("pullpass", master)
            #expect(after?.metadata.annotations["pullpass.dev/last-error"]?.contains("00:19:00Z") == true)
            #expect(after?.metadata.resourceVersion == writes)
        }
    }

    static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var output = ""
        var (bits, count) = (0, 0)
        for byte in text.utf8 {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 6 {
                count -= 6
                output.append(alphabet[bits >> count & 63])
            }
        }
        // What is left over depends on what follows: the whole characters are enough to search for.
        return output
    }
}
