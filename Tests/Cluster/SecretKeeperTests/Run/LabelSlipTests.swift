import Kubernetes
import Logging
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: labels of namespaces that were meant for Pullpass", .seeded)
struct LabelSlipTests {
    private static func told(_ world: KeeperWorld, _ namespace: String) -> [RecordedEvent] {
        world.server.events(in: namespace).filter { $0.reason == "LabelNotUnderstood" }
    }

    @Test(
        "Each spelling is told once, in the namespace, with the command that mends it; whoever is right hears nothing"
    )
    func once() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("wrong", labels: ["pullpass.dev/injection": "enabled"])
            try world.server.createNamespace("other", labels: ["team": "x"])
            try world.start()
            await world.pass(3)
            let events = Self.told(world, "wrong")
            #expect(events.count == 1)
            let event = try #require(events.first)
            #expect(event.kind == "Namespace" && event.name == "wrong" && event.type == "Warning" && event.count == 1)
            #expect(event.message.contains("kubectl label namespace wrong pullpass.dev/inject=enabled --overwrite"))
            #expect(world.logs.fields("pullpass.dev/injection=enabled").first?["namespace"] == "wrong")
            for namespace in ["other", "team-a", "pullpass"] { #expect(Self.told(world, namespace).isEmpty) }

            for round in 0..<20 {
                try world.server.setLabels(["pullpass.dev/injection": nil], ofNamespace: "wrong")
                try world.server.setLabels(["x": "\(round)"], ofNamespace: "wrong")
                await world.pass(1)
                try world.server.setLabels(["pullpass.dev/injection": "enabled"], ofNamespace: "wrong")
                await world.pass(1)
            }
            #expect(Self.told(world, "wrong").map(\.count) == [1])
            #expect(world.logs.count("pullpass.dev/injection=enabled") == 1)

            try world.server.setLabels(["pullpass.dev/inject": "yes"], ofNamespace: "wrong")
            await world.pass(1)
            #expect(world.logs.count("pullpass.dev/inject=yes;") == 1)
            try world.server.setLabels(["pullpass.dev/inject": "enabled"], ofNamespace: "wrong")
            await world.pass(3)
            #expect(world.content("wrong") != nil)
        }
    }

    @Test("An annotation in place of the label is told")
    func annotation() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(3)
            try world.server.edit(
                ResourcePath(resource: "namespaces", name: "team-a"),
                mergePatch: #"{"metadata":{"labels":null,"annotations":{"pullpass.dev/inject":"enabled"}}}"#
            )
            await world.pass(3)
            #expect(
                Self.told(world, "team-a").first?.message.contains("annotation pullpass.dev/inject=enabled") == true
            )
        }
    }

    @Test("Where all namespaces are in, only what was meant to keep one out is told")
    func optOut() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("in", labels: ["pullpass.dev/inject": "enable"])
            try world.server.createNamespace("out", labels: ["pullpass.dev/inject": "disable"])
            let selector =
                "namespaceSelector: { matchExpressions: [{ key: pullpass.dev/inject, operator: NotIn, values: [disabled, 'false'] }] }"
            try world.start(try KeeperWorld.configuration(KeeperWorld.text(more: selector)))
            await world.pass(3)
            #expect(Self.told(world, "in").isEmpty)
            #expect(Self.told(world, "out").first?.message.contains("pullpass.dev/inject=disabled") == true)
        }
    }

    @Test("Whoever relabels without end, in one namespace or in many, is told of seldom, and others get their turn")
    func flood() async throws {
        try await withWorld { world in
            try world.prepare()
            for index in 0..<200 {
                try world.server.createNamespace("evil-\(index)", labels: ["pullpass.dev/inject": "on"])
            }
            try world.start()
            await world.pass(5)
            let first = world.logs.count("to Pullpass it says nothing")
            #expect((15...25).contains(first), "\(first)")
            for index in 0..<300 {
                try world.server.setLabels(["pullpass.dev/inject": "enable\(index)"], ofNamespace: "evil-7")
            }
            await world.pass(5)
            #expect(world.logs.count("Namespace evil-7 ") <= 8)
            try world.server.createNamespace("honest", labels: ["pullpass.dev/injection": "enabled"])
            #expect(await world.pass(upTo: 3600, step: 10_000) { !Self.told(world, "honest").isEmpty })
            #expect(world.content("team-a") != nil)
        }
    }

    @Test("Only the leader tells, and a new one tells what it finds")
    func leader() async throws {
        try await withWorld { world in
            try world.prepare()
            let first = try world.start()
            await world.pass(3)
            try world.start(with: .init(identity: "pod-2"))
            await world.pass(3)
            try world.server.createNamespace("wrong", labels: ["pullpass.io/inject": "enabled"])
            await world.pass(3)
            #expect(world.logs.count("pullpass.io/inject=enabled") == 1)
            await world.stop(first)
            await world.pass(60, step: 1000)
            #expect(world.logs.count("pullpass.io/inject=enabled") == 2)
            #expect(!Self.told(world, "wrong").isEmpty)
        }
    }

    @Test("With Roles in some namespaces the Event stands where the Role allows it")
    func namespaced() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("wrong", labels: ["pullpass.dev/inject": "Enabled"])
            try world.start(with: .init(only: ["team-a", "wrong"]))
            await world.pass(5)
            #expect(Self.told(world, "wrong").count == 1)
            #expect(Self.told(world, "default").isEmpty)
        }
    }
}
