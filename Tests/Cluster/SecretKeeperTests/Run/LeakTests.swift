import Configuration
import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

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
