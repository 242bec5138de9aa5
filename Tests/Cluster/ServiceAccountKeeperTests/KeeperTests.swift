import Configuration
import EventLoop
import Kubernetes
import ServiceAccountKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("ServiceAccounts: names come and go")
struct KeeperTests {
    @Test("Accounts that are there and accounts that come carry the names, behind what others put there")
    func adds() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            try world.createNamespace("other", labels: [:])
            try world.server.setPullSecrets("team-a", "default", ["own"], agent: "helm")
            let replica = try await world.start(
                try AccountWorld.configuration("hub", "ghcr") { $0.registries[1].anonymousFallback = true }
            )
            #expect(world.names("team-a") == ["own", "pullpass-hub", "pullpass-ghcr", "pullpass-anonymous"])
            #expect(world.record("team-a") == "pullpass/lease=pullpass-hub,pullpass-ghcr,pullpass-anonymous")
            #expect(world.names("other") == [] && world.record("other") == nil)
            #expect(world.names("default", "default") == nil)
            try world.server.createServiceAccount("team-a", "build")
            try world.createNamespace("team-b")
            await world.pass(2)
            let all = ["pullpass-hub", "pullpass-ghcr", "pullpass-anonymous"]
            #expect(world.names("team-a", "build") == all && world.names("team-b") == all)
            #expect(world.writes == 3)
            #expect(replica.metrics.contains(#"pullpass_service_accounts{state="right"} 3"#), "\(replica.metrics)")
            await world.pass(7200, step: 60)
            #expect(world.writes == 3, "what is right is not written")
        }
    }

    @Test("Only registries whose rules are for the namespace, and no lazy one")
    func rules() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a", labels: ["pullpass.dev/inject": "enabled", "tier": "gold"])
            try world.createNamespace("team-b")
            _ = try await world.start(
                try AccountWorld.configuration("all", "gold", "named", "lazy") {
                    $0.registries[1].namespaces = NamespaceRule(labels: ["tier": "gold"])
                    $0.registries[2].namespaces = NamespaceRule(names: ["*-b"])
                    $0.registries[3].placement = .lazy
                }
            )
            #expect(world.names("team-a") == ["pullpass-all", "pullpass-gold"])
            #expect(world.names("team-b") == ["pullpass-all", "pullpass-named"])
        }
    }

    @Test("Accounts are selected by name and label, and may say no themselves")
    func selection() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            for name in ["build-1", "build-2", "deployer"] { try world.server.createServiceAccount("team-a", name) }
            let place = ResourcePath.serviceAccounts(namespace: "team-a", name: "build-2")
            try world.server.edit(place, mergePatch: #"{"metadata":{"labels":{"pullpass.dev/inject":"disabled"}}}"#)
            try world.server.edit(
                .serviceAccounts(namespace: "team-a", name: "default"),
                mergePatch: #"{"metadata":{"labels":{"ci":"no"}}}"#
            )
            _ = try await world.start(
                try AccountWorld.configuration("hub", accounts: ["build-*", "default"]) {
                    $0.serviceAccounts?.selector.matchExpressions = [.init(key: "ci", operator: .doesNotExist)]
                }
            )
            #expect(world.names("team-a", "build-1") == ["pullpass-hub"])
            for name in ["build-2", "deployer", "default"] { #expect(world.names("team-a", name) == [], "\(name)") }
            // What says no later loses our names after a while, and nothing else.
            try world.server.setPullSecrets("team-a", "build-1", ["own", "pullpass-hub"], agent: "kubectl")
            try world.server.annotateServiceAccount("team-a", "build-1", ["pullpass.dev/inject": "false"])
            await world.pass(50)
            #expect(world.names("team-a", "build-1") == ["own", "pullpass-hub"])
            await world.pass(20)
            #expect(world.names("team-a", "build-1") == ["own"] && world.record("team-a", "build-1") == nil)
        }
    }

    @Test("A namespace that is opted out loses the names after a minute, and keeps them where it comes back before")
    func optOut() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let replica = try await world.start(try AccountWorld.configuration("hub"))
            try world.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-a")
            await world.pass(30)
            #expect(world.names("team-a") == ["pullpass-hub"])
            #expect(replica.metrics.contains(#"pullpass_service_accounts{state="leaving"} 1"#))
            try world.server.setLabels(["pullpass.dev/inject": "true"], ofNamespace: "team-a")
            await world.pass(120)
            #expect(world.names("team-a") == ["pullpass-hub"] && world.writes == 1)
            try world.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-a")
            await world.pass(70)
            #expect(world.names("team-a") == [] && world.record("team-a") == nil)
        }
    }

    @Test("A dropped registry's name goes, by the record, though nobody knows the registry any more")
    func droppedRegistry() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let first = try await world.start(try AccountWorld.configuration("hub", "old"))
            #expect(world.names("team-a") == ["pullpass-hub", "pullpass-old"])
            first.keeper.reload(try AccountWorld.configuration("hub"))
            await world.pass(30)
            #expect(world.names("team-a") == ["pullpass-hub", "pullpass-old"])
            // Another replica begins to count anew, and knows the name by the account alone.
            await world.stopAll()
            _ = try await world.start(try AccountWorld.configuration("hub"), name: "pod-2")
            await world.pass(70)
            #expect(world.names("team-a") == ["pullpass-hub"])
            #expect(world.record("team-a") == "pullpass/lease=pullpass-hub")
        }
    }

    @Test("Switched off, the names go at once, and what others put there stays")
    func switchedOff() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            try world.server.setPullSecrets("team-a", "default", ["own"], agent: "helm")
            let replica = try await world.start(try AccountWorld.configuration("hub"))
            #expect(world.names("team-a") == ["own", "pullpass-hub"])
            replica.keeper.reload(try AccountWorld.configuration("hub", isEnabled: false))
            await world.pass(2)
            #expect(world.names("team-a") == ["own"] && world.record("team-a") == nil)
            replica.keeper.reload(try AccountWorld.configuration("hub"))
            await world.pass(2)
            #expect(world.names("team-a") == ["own", "pullpass-hub"])
        }
    }

    @Test("Somebody who writes at the same moment loses nothing")
    func conflict() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let replica = try await world.start(try AccountWorld.configuration("hub"), leads: false)
            // The watch is late: the keeper judges what is old by then.
            world.server.settings.latency = .milliseconds(300)
            replica.keeper.lead(true)
            for second in 0..<6 {
                try world.server.setPullSecrets(
                    "team-a",
                    "default",
                    (world.names("team-a") ?? []) + ["theirs-\(second)"],
                    agent: "kubectl"
                )
                await world.pass(1)
            }
            world.server.settings.latency = .zero
            await world.pass(60)
            let names = world.names("team-a") ?? []
            #expect(names.count == 7 && names.last == "pullpass-hub")
            for second in 0..<6 { #expect(names.contains("theirs-\(second)")) }
        }
    }

    @Test("A replica that does not lead watches no accounts and writes nothing; a new leader finds nothing to write")
    func leadership() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let first = try await world.start(try AccountWorld.configuration("hub"))
            let second = try await world.start(try AccountWorld.configuration("hub"), name: "pod-2", leads: false)
            #expect(world.server.openWatches(of: "serviceaccounts") == 1)
            first.keeper.lead(false)
            await world.pass(2)
            #expect(world.server.openWatches(of: "serviceaccounts") == 0)
            #expect(first.metrics.contains(#"pullpass_service_accounts{state="right"} 0"#))
            second.keeper.lead(true)
            await world.pass(5)
            #expect(world.writes == 1 && world.server.openWatches(of: "serviceaccounts") == 1)
            first.keeper.lead(true)
            first.keeper.lead(false)
            first.keeper.lead(true)
            await world.pass(5)
            #expect(world.writes == 1)
        }
    }

    @Test("Two installations leave each other's names alone, and come to an end")
    func twoInstallations() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let fallback: (inout Configuration) -> Void = { configuration in
                for place in configuration.registries.indices {
                    configuration.registries[place].anonymousFallback = true
                }
            }
            let one = try await world.start(try AccountWorld.configuration("a", change: fallback))
            let two = try await world.start(
                try AccountWorld.configuration("b", change: fallback),
                name: "pod-2",
                owner: "pullpass-2"
            )
            await world.pass(60)
            #expect(world.names("team-a") == ["pullpass-a", "pullpass-b", "pullpass-anonymous"])
            #expect(
                world.record("team-a")
                    == "pullpass-2/lease=pullpass-b,pullpass-anonymous;pullpass/lease=pullpass-a,pullpass-anonymous"
            )
            #expect(world.writes <= 3)
            two.keeper.reload(try AccountWorld.configuration("b", isEnabled: false))
            await world.pass(5)
            #expect(world.names("team-a") == ["pullpass-a", "pullpass-anonymous"])
            one.keeper.reload(try AccountWorld.configuration("a", isEnabled: false))
            await world.pass(5)
            #expect(world.names("team-a") == [] && world.record("team-a") == nil)
        }
    }

    @Test("In named namespaces each is watched by itself")
    func namedNamespaces() async throws {
        try await withWorld { world in
            for name in ["team-a", "team-b", "team-c"] { try world.createNamespace(name) }
            let rules = ["team-a", "team-b"].map {
                AccessRule(
                    verbs: ["get", "list", "watch", "patch"],
                    groups: [""],
                    resources: ["serviceaccounts"],
                    namespace: $0
                )
            }
            _ = try await world.start(
                try AccountWorld.configuration("hub"),
                onlyNamespaces: ["team-a", "team-b"],
                rules: rules
            )
            #expect(world.names("team-a") == ["pullpass-hub"] && world.names("team-b") == ["pullpass-hub"])
            #expect(world.names("team-c") == [])
            try world.server.createServiceAccount("team-b", "late")
            await world.pass(2)
            #expect(world.names("team-b", "late") == ["pullpass-hub"])
            #expect(world.server.openWatches(of: "serviceaccounts") == 2)
        }
    }
}
