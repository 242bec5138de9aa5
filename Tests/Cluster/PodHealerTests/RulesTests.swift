import Configuration
import Images
import Kubernetes
import SecretKeeper
import TestSupport
import Testing

@testable import PodHealer

/// Which Pods are ours to mend: each a Pod as the API server shows it.
@Suite("Healing: what is ours to mend")
struct RulesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let cause: HealFinding.Cause?
        var standing = CopyStanding.present
        let change: @Sendable (inout PodText) -> Void

        var testDescription: String { name }
    }

    static let named: @Sendable (inout PodText) -> Void = { $0.pullSecrets = ["pullpass-ghcr"] }

    static let rows: [Row] = [
        Row(name: "without the Secret, 401", cause: .missed) { _ in },
        Row(name: "without the Secret, 403 of a scope", cause: .missed) {
            $0.reason = "ErrImagePull"
            $0.message =
                "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
        },
        Row(name: "with somebody's own Secret only", cause: .missed) { $0.pullSecrets = ["mine"] },
        Row(name: "an init container", cause: .missed) { $0.lists = ("initContainerStatuses", "initContainers") },
        Row(name: "an ephemeral container of a Pod that runs", cause: .missed) {
            $0.lists = ("ephemeralContainerStatuses", "ephemeralContainers")
            $0.phase = "Running"
        },
        Row(name: "an image volume", cause: .missed) {
            $0.image = "quay.io/other/app"
            $0.volumes = #"[{"name":"v","image":{"reference":"ghcr.io/acme/models:2"}}]"#
            $0.message =
                "Back-off pulling image \"ghcr.io/acme/models:2\": ErrImagePull: failed to authorize: 401 Unauthorized"
        },
        Row(name: "with the Secret, which is right", cause: .refused, change: named),
        Row(name: "with the Secret, which is not there", cause: .misplaced, standing: .missing("quota"), change: named),
        Row(name: "without the Secret, which is not there either", cause: .missed, standing: .missing("quota")) { _ in
        },
        Row(name: "in a namespace that the registry is not for", cause: nil, standing: .notWanted) { _ in },
        Row(name: "an image of no registry", cause: nil) { $0.image = "quay.io/acme/app" },
        Row(name: "an image of the registry's host and another path", cause: nil) { $0.image = "ghcr.io/other/app" },
        Row(name: "an image that is no reference", cause: nil) { $0.image = "ghcr.io/acme/App Of Mine" },
        Row(name: "an image that is not there", cause: nil) {
            $0.message = "failed to resolve reference \"x\": ghcr.io/acme/app:1: not found"
        },
        Row(name: "too many requests", cause: nil) {
            $0.message =
                "failed to copy: httpReadSeeker: unexpected status code: 429 Too Many Requests - toomanyrequests"
        },
        Row(name: "a registry that does not answer", cause: nil) {
            $0.message = "dial tcp: lookup ghcr.io on 10.0.0.10:53: no such host"
        },
        Row(name: "somebody's Secret that cannot be read", cause: nil) {
            $0.reason = "illegal base64 data at input byte 0"
            $0.message = ""
        },
        Row(name: "a name that the kubelet does not take", cause: nil) { $0.reason = "InvalidImageName" },
        Row(name: "a container that crashes", cause: nil) { $0.reason = "CrashLoopBackOff" },
        Row(name: "a Pod that opts out by its label", cause: nil) {
            $0.labels = #"{"pullpass.dev/inject":"disabled"}"#
        },
        Row(name: "a Pod that opts out by its annotation", cause: nil) {
            $0.annotations = #"{"pullpass.dev/inject":"false"}"#
        },
        Row(name: "a Pod of a file on its node", cause: nil) {
            $0.annotations = #"{"kubernetes.io/config.mirror":"x"}"#
        },
        Row(name: "a back-off that says nothing of why", cause: nil) { $0.message = "Back-off pulling image \"x\"" },
    ]

    private static func finding(_ text: PodText, _ standing: CopyStanding = .present) throws -> HealFinding? {
        let rules = HealRules(try HealWorld.configuration())
        let pod = try WaitingPod(parsing: Array(text.json.utf8))
        return rules.finding(of: pod) { registry, _ in registry == "ghcr" ? standing : .notWanted }
    }

    @Test("a Pod is judged by what it waits for and what it names", arguments: rows)
    func table(_ row: Row) throws {
        var text = PodText(namespace: "team", name: "app")
        row.change(&text)
        #expect(try Self.finding(text, row.standing)?.cause == row.cause)
    }

    @Test(
        "a page keeps Pods that wait, one that cannot be read harms no other, and no more is kept of one than is needed"
    )
    func page() throws {
        var waiting = PodText(namespace: "team", name: "waits")
        waiting.message = String(repeating: "401 Unauthorized ", count: 10_000)
        var starting = PodText(namespace: "team", name: "starts")
        starting.reason = "ContainerCreating"
        let broken = #"{"metadata":{"name":"broken","ownerReferences":7},"status":[],"spec":"x"}"#
        let list =
            #"{"kind":"PodList","metadata":{"resourceVersion":"9","continue":"next"},"items":["#
            + [waiting.json, broken, starting.json, "null", "[]"].joined(separator: ",") + "]}"
        let page = try #require(WaitingPodPage(parsing: Array(list.utf8)))
        #expect(page.pods.map(\.metadata.name) == ["waits"])
        #expect(page.pods.first?.waiting.first?.message.isEmpty == true)
        #expect(page.position == "next")
        #expect(WaitingPodPage(parsing: Array("{}".utf8)) == nil)
    }

    @Test(
        "only who makes Pods again, and does nothing else for it, is one whose Pods are evicted",
        arguments: [
            ("apps/v1", "ReplicaSet", true), ("apps/v1", "StatefulSet", true), ("apps/v1", "DaemonSet", true),
            ("v1", "ReplicationController", true), ("batch/v1", "Job", false), ("v1", "Node", false),
            ("tekton.dev/v1", "TaskRun", false), ("argoproj.io/v1alpha1", "ReplicaSet", false),
        ]
    )
    func owners(apiVersion: String, kind: String, makesPodsAgain: Bool) throws {
        var text = PodText(namespace: "team", name: "app")
        text.owner = (apiVersion, kind, "x")
        #expect(try Self.finding(text)?.owner?.makesPodsAgain == makesPodsAgain)
        text.owner = (apiVersion, kind, String(repeating: "x", count: 300))
        #expect(try Self.finding(text)?.owner == nil)
    }

    struct Lack: Sendable {
        let named: [String]
        let first: CopyStanding
        let second: CopyStanding
        let secret: String
        let lack: String
    }

    @Test(
        "what one registry's Secret lacks does not keep a Pod from being made again for another's",
        arguments: [
            Lack(named: ["s-first"], first: .missing("foreign"), second: .present, secret: "s-second", lack: ""),
            Lack(named: [], first: .missing("foreign"), second: .present, secret: "s-second", lack: ""),
            Lack(named: [], first: .present, second: .missing("quota"), secret: "s-first", lack: ""),
            Lack(
                named: [],
                first: .missing("foreign"),
                second: .missing("quota"),
                secret: "s-first",
                lack: "foreign"
            ),
        ]
    )
    func lackOfAnother(_ row: Lack) throws {
        var configuration = try HealWorld.configuration()
        configuration.registries = try ["first", "second"].map { name in
            var registry = Registry(name: name, matchImages: [try ImagePattern(parsing: "ghcr.io")])
            registry.secretName = "s-" + name
            return registry
        }
        var text = PodText(namespace: "team", name: "app")
        text.pullSecrets = row.named
        let pod = try WaitingPod(parsing: Array(text.json.utf8))
        let finding = HealRules(configuration).finding(of: pod) { name, _ in name == "first" ? row.first : row.second }
        #expect(finding?.cause == .missed)
        #expect(finding?.secret == row.secret)
        #expect(finding?.lack == row.lack)
    }
}
