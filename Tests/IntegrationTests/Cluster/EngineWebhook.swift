import HTTP
import Kubernetes
import PolicyTestSupport
import TestSupport
import Testing
import Text

/// A registration whose match conditions the leader keeps.
struct EngineWebhook {
    let pullpass: Installation
    private let base = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"

    init(_ pullpass: Installation) { self.pullpass = pullpass }

    private var cluster: TestCluster { pullpass.cluster }
    private var name: String { pullpass.name }
    private var path: String { "\(base)/\(name)" }

    /// What the chart grants for this.
    static var rights: [String] {
        get throws {
            let groups: Set = ["admissionregistration.k8s.io"]
            return try ChartRights.documents(for: groups, in: "match-conditions-files", as: "registration")
        }
    }

    func configuration() -> String { pullpass.configuration() + "\ninjection: { matchConditions: true }\n" }

    /// Nobody listens there, and failurePolicy Fail: a Pod is refused exactly where the webhook would be called.
    private func manifest(timeout: Int) -> String {
        """
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration",\
        "metadata":{"name":"\(name)"},"webhooks":[{"name":"matched.pullpass.dev","admissionReviewVersions":["v1"],\
        "clientConfig":{"url":"https://127.0.0.1:1/mutate"},\
        "rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"],"scope":"Namespaced"}],\
        "namespaceSelector":{"matchLabels":{"installation":"\(name)"}},"sideEffects":"None",\
        "failurePolicy":"Fail","timeoutSeconds":\(timeout)}]}
        """
    }

    /// As Helm does it, which applies.
    func register() async throws {
        guard cluster.simulation == nil else {
            try await cluster.must(.post, base, manifest(timeout: 5))
            return
        }
        try await apply(timeout: 5)
    }

    /// An upgrade of a chart that has no `matchConditions`; the test server applies no such lists.
    func upgrade() async throws {
        if cluster.simulation == nil { try await apply(timeout: 6) }
    }

    private func apply(timeout: Int) async throws {
        let type = "application/apply-patch+yaml"
        try await cluster.must(.patch, path + "?fieldManager=helm", manifest(timeout: timeout), type: type)
    }

    func set(_ conditions: String) async throws {
        let patch = #"{"webhooks":[{"name":"matched.pullpass.dev","matchConditions":\#(conditions)}]}"#
        try await cluster.must(.patch, path, patch, type: "application/strategic-merge-patch+json")
    }

    /// Whether the match conditions, as text, become what they should.
    func becomes(_ isRight: (String) -> Bool) async throws -> Bool {
        try await eventually(within: .seconds(60)) {
            let object = try await cluster.read(WebhookConfigurationObject.self, path)
            return isRight("\(object?.webhooks.first?.matchConditions ?? .null)")
        }
    }

    /// Waits until the API server calls the webhook, or not, by image; the test server calls none.
    func checkCalls(_ expected: [String: Bool]) async throws {
        guard cluster.simulation == nil else { return }
        let pods = "/api/v1/namespaces/\(name)-a/pods?dryRun=All"
        for (image, isCalled) in expected {
            let pod =
                #"{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"p-"},"spec":{"containers":[{"name":"c","image":"\#(image)"}]}}"#
            let isSo = try await eventually(within: .seconds(60)) {
                let answer = try await cluster.call(.post, pods, pod)
                let text = String(decoding: answer.body, as: UTF8.self)
                return isCalled ? text.contains("matched.pullpass.dev") : answer.status == 201
            }
            #expect(isSo, "for \(image) the webhook is \(isCalled ? "not called" : "called")")
        }
    }

    func remove() async throws { try await cluster.must(.delete, path) }
}
