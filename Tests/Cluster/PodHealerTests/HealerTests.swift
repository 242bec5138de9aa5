import Configuration
import EventLoop
import Kubernetes
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Status
import Testing

@testable import PodHealer

/// Beside an API server, with the rights that the chart gives.
@Suite("Healing: what is told and tried", .seeded)
struct HealerTests {
    @Test("a Pod that missed admission is told once, by whoever leads, and nothing happens to it")
    func missed() async throws {
        try await withHealWorld { world in
            try world.namespace("team")
            try world.pod("team", "app")
            try world.pod("team", "bare") { $0.owner = nil }
            try world.pod("team", "job") { $0.owner = ("batch/v1", "Job", "nightly") }
            await world.pass(1200)
            #expect(world.reasons("team", "app") == ["PullSecretNotNamed"])
            let messages = world.server.events(in: "team").map(\.message)
            #expect(messages.count == 3)
            #expect(messages.allSatisfy { $0.contains("does not name Secret pullpass-ghcr") })
            #expect(messages.contains { $0.contains("its ReplicaSet makes it again") })
            #expect(messages.contains { $0.contains("delete the Pod and create it again") })
            #expect(messages.contains { $0.contains("have Job nightly run again") })
            #expect(world.exists("team", "app"))
            #expect(world.metric(#"pullpass_heal_pods{cause="missed_admission"} 3"#))
            let told = world.healer.stuckPods
            #expect(told?.named.map(\.name) == ["app", "bare", "job"])
            #expect(told?.named.allSatisfy { $0.cause == .missed && $0.secretName == "pullpass-ghcr" } == true)
            #expect(world.desk.said.withLock { $0.trials.isEmpty })
            world.healer.lead(false)
            #expect(world.healer.stuckPods == nil)
            #expect(world.metric(#"pullpass_heal_pods{cause="missed_admission"} 0"#))
            world.server.resetAccounting()
            await world.pass(600)
            #expect(world.server.requestCount() == 0)
        }
    }

    @Test("a registry that refuses the credential is asked once, and each Pod that waits for it is told")
    func refused() async throws {
        try await withHealWorld { world in
            try world.namespace("team")
            try world.namespace("other")
            world.desk.set { $0.trial = .refused("ghcr.io refuses it at login (status 401)", isFetching: true) }
            for number in 0..<8 { try world.pod("team", "app-\(number)") { $0.pullSecrets = ["pullpass-ghcr"] } }
            try world.pod("other", "app") { $0.pullSecrets = ["mine", "pullpass-ghcr"] }
            await world.pass(90)
            #expect(world.desk.said.withLock { $0.trials } == ["ghcr"])
            #expect(world.reasons("team", "app-3") == ["PullCredentialRefreshed"])
            #expect(world.reasons("other", "app") == ["PullCredentialRefreshed"])
            #expect(world.message("PullCredentialRefreshed").contains("status 401"))
            #expect(world.metric(#"pullpass_heal_trials_total{verdict="refused"} 1"#))
            // The same credential is refused on and on: ever more seldom, and the Pods are told that nobody but a person can help.
            world.desk.set { $0.trial = .refused("ghcr.io refuses it at login (status 401)", isFetching: false) }
            await world.pass(6 * 3600, step: 120)
            let trials = world.desk.said.withLock { $0.trials.count }
            #expect((4...6).contains(trials), "\(trials)")
            #expect(world.reasons("other", "app") == ["PullCredentialRefreshed", "PullCredentialRefused"])
        }
    }

    @Test(
        "a registry that takes the credential is not blamed, and the Pod is told when the kubelet must have tried again"
    )
    func taken() async throws {
        try await withHealWorld { world in
            try world.namespace("team")
            try world.pod("team", "app") { $0.pullSecrets = ["pullpass-ghcr"] }
            await world.pass(300)
            #expect(world.desk.said.withLock { $0.trials } == ["ghcr"])
            #expect(world.server.events().isEmpty)
            await world.pass(3600, step: 60)
            #expect(world.reasons("team", "app") == ["PullAccessDenied"])
            #expect(world.message("PullAccessDenied").contains("does not let it pull ghcr.io/acme/app:1"))
            // Nothing new has begun to fail.
            #expect(world.desk.said.withLock { $0.trials } == ["ghcr"])
        }
    }

    @Test("where nobody can say whether the credential is good, nothing is said of it")
    func unknown() async throws {
        try await withHealWorld { world in
            try world.namespace("team")
            world.desk.set { $0.trial = .unknown("ghcr.io cannot be reached") }
            try world.pod("team", "app") { $0.pullSecrets = ["pullpass-ghcr"] }
            await world.pass(3600, step: 60)
            #expect(world.server.events().isEmpty)
            #expect(world.logs.messages.contains { $0.contains("could not be seen: ghcr.io cannot be reached") })
        }
    }

    @Test("a Secret that is not there is asked for, and told with its reason when it does not come")
    func misplaced() async throws {
        try await withHealWorld { world in
            try world.namespace("team", ["ghcr": .missing("waiting")])
            try world.namespace("full", ["ghcr": .missing("quota")])
            for namespace in ["team", "full"] {
                try world.pod(namespace, "app") { $0.pullSecrets = ["pullpass-ghcr"] }
            }
            await world.pass(30)
            #expect(world.desk.said.withLock { $0.needed }.contains("ghcr/team"))
            #expect(world.server.events().isEmpty)
            world.desk.set { $0.standings["ghcr/team"] = .present }
            try world.server.delete(ResourcePath(resource: "pods", namespace: "team", name: "app"))
            await world.pass(300)
            #expect(world.server.events(in: "team").isEmpty)
            #expect(world.reasons("full", "app") == ["PullSecretMissing"])
            #expect(world.message("PullSecretMissing").contains("quota of Secrets is used up"))
        }
    }

    @Test("a Pod that runs, and a container of which cannot start again, is found in a selected namespace")
    func running() async throws {
        try await withHealWorld { world in
            try world.namespace("team")
            try world.namespace("zoo")
            try world.pod("zoo", "app") { $0.phase = "Running" }
            try world.namespace("stranger", [:])
            try world.pod("stranger", "app") { $0.phase = "Running" }
            await world.pass(120)
            #expect(world.reasons("zoo", "app") == ["PullSecretNotNamed"])
            #expect(world.server.requestCount(verb: "list", resource: "pods") <= 16)
            #expect(world.server.events(in: "stranger").isEmpty)
        }
    }

    @Test(
        "any number of Pods of one namespace makes few Events and is remembered in part, and others are heard all the same"
    )
    func flood() async throws {
        try await withHealWorld { world in
            try world.namespace("evil")
            try world.namespace("team")
            for number in 0..<300 { try world.pod("evil", "p-\(number)") }
            try world.pod("team", "app")
            await world.pass(120)
            #expect(world.healer.plan.patients.count == HealPlan.mostPodsOfNamespace + 1)
            #expect(world.server.events(in: "evil").count <= 12)
            #expect(world.reasons("team", "app") == ["PullSecretNotNamed"])
            #expect(world.metric("pullpass_heal_pods_unheeded \(300 - HealPlan.mostPodsOfNamespace)"))
        }
    }

    @Test("a namespace with more Pods than are kept of all does not keep out those whose names come later")
    func crowd() async throws {
        try await withHealWorld { world in
            try world.namespace("evil")
            try world.namespace("team")
            for number in 0..<HealPlan.mostPods + 200 { try world.pod("evil", "p-\(number)") }
            try world.pod("team", "app")
            await world.pass(60)
            #expect(world.reasons("team", "app") == ["PullSecretNotNamed"])
            let others = HealPlan.mostPods + 200 - HealPlan.mostPodsOfNamespace
            // Looks at Pods that run come after it, and take nothing of it back.
            #expect(world.metric("pullpass_heal_pods_unheeded \(others)"))
        }
    }

    @Test("a Pod of a namespace that is gone, or not selected any more, is not counted on")
    func gone() async throws {
        try await withHealWorld { world in
            for name in ["away", "deselected", "team"] {
                try world.namespace(name)
                try world.pod(name, "app") { $0.phase = "Running" }
            }
            await world.pass(120)
            #expect(world.metric(#"pullpass_heal_pods{cause="missed_admission"} 3"#))
            try world.server.delete(ResourcePath(resource: "pods", namespace: "away", name: "app"))
            for name in ["away", "deselected"] { world.desk.set { $0.standings["ghcr/\(name)"] = nil } }
            await world.pass(60)
            #expect(world.metric(#"pullpass_heal_pods{cause="missed_admission"} 1"#))
        }
    }

    @Test("what is read decides when it is read again")
    func pace() {
        #expect(PodLooks.pause(after: 0, period: .seconds(30)) == .seconds(30))
        #expect(PodLooks.pause(after: 4 << 20, period: .seconds(30)) == .seconds(30))
        #expect(PodLooks.pause(after: 400 << 20, period: .seconds(30)) == .seconds(1600))
    }

    @Test("a right that is missing is told once, and tried seldom")
    func forbidden() async throws {
        try await withHealWorld(rights: []) { world in
            await world.pass(3600, step: 60)
            #expect(world.logs.messages.count { $0.contains("Pods that cannot pull are not seen") } == 1)
            #expect(world.server.requestCount(verb: "list", resource: "pods") <= 16)
            #expect(world.metric(#"pullpass_heal_looks_total{result="ok"} 0"#))
        }
    }

    @Test("a configuration that switches it off has it stop, and another period is taken over")
    func reload() async throws {
        try await withHealWorld { world in
            try world.namespace("team")
            try world.pod("team", "app")
            await world.pass(60)
            #expect(world.metric(#"pullpass_heal_pods{cause="missed_admission"} 1"#))
            var off = try HealWorld.configuration()
            off.heal = nil
            world.healer.reload(off)
            await world.pass(60)
            #expect(world.metric(#"pullpass_heal_pods{cause="missed_admission"} 0"#))
            world.server.resetAccounting()
            await world.pass(600)
            #expect(world.server.requestCount() == 0)
            // Without a namespace whose Pods that run are looked at, each list is a look.
            world.desk.set { $0.standings = [:] }
            world.healer.reload(try HealWorld.configuration { $0.period = .seconds(300) })
            await world.pass(900)
            #expect((2...4).contains(world.server.requestCount(verb: "list", resource: "pods")))
        }
    }

    @Test("while it is switched off no look is waited for, and none that failed is told")
    func blindness() async throws {
        try await withHealWorld { world in
            func looks() -> [String] {
                world.metricLines("pullpass_heal_look_success_timestamp_seconds")
            }
            #expect(looks() == ["pullpass_heal_look_success_timestamp_seconds 0.0"])
            await world.pass(60)
            #expect(looks().count == 1 && looks().allSatisfy { $0.contains(" 17672256") })
            world.server.setUser("healer", rules: [])
            await world.pass(600)
            #expect(world.healer.problems.count == 1)
            var off = try HealWorld.configuration()
            off.heal = nil
            world.healer.reload(off)
            await world.pass(60)
            #expect(looks().isEmpty)
            #expect(world.healer.problems.isEmpty)
            // Until one works again, there was none.
            world.healer.reload(try HealWorld.configuration())
            await world.pass(600)
            #expect(looks() == ["pullpass_heal_look_success_timestamp_seconds 0.0"])
            #expect(world.healer.problems.count == 1)
            world.server.setUser("healer", rules: HealWorld.rights)
            await world.pass(600)
            #expect(looks().count == 1 && looks().allSatisfy { $0.contains(" 17672") })
        }
    }

    @Test("what a Pod says is cleaned before it is repeated")
    func hostileWords() async throws {
        try await withHealWorld { world in
            try world.namespace("team")
            try world.pod("team", "app") {
                $0.owner = ("x/v1", "Evil\\u001b[31m\\nKind", "n")
            }
            await world.pass(60)
            let message = world.message("PullSecretNotNamed")
            #expect(message.contains("have Evil"))
            #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
    }
}
