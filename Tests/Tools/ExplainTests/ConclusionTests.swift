import Explain
import Testing

@Suite("What an explanation comes to")
struct ConclusionTests {
    private func conclusion(_ image: String, metadata: String = "{name: p}") throws -> Explanation.Conclusion {
        let spec = "{containers: [{name: c, image: '\(image)'}]}"
        return try explain(text: "{apiVersion: v1, kind: Pod, metadata: \(metadata), spec: \(spec)}").conclusion
    }

    @Test(
        "an image that is cared for, or that nobody claims, is complete",
        arguments: [
            "nginx", "quay.io/acme/x", "harbor.example.com/other/x", "a.b.harbor.example.com/x",
            "Harbor.example.com/other/x",
        ]
    )
    func complete(image: String) throws {
        #expect(try conclusion(image) == .complete)
    }

    @Test(
        "an image that only its port, its case or its namespace keeps from a Secret, or that cannot be read, is lacking",
        arguments: [
            "harbor.example.com:5000/shop/x", "ghcr.io/acme/payments", "Not An Image", "Harbor.example.com/shop/x",
            "HARBOR.EXAMPLE.COM/shop/x", "a.Harbor.Example.com/x", "GHCR.io/acme/payments", "Acme/app",
        ]
    )
    func lacking(image: String) throws {
        #expect(try conclusion(image) == .lacking)
    }

    @Test(
        "a Pod that opts out, is a mirror Pod or is in an excluded namespace lacks nothing",
        arguments: [
            "{name: p, labels: {pullpass.dev/inject: disabled}}",
            "{name: p, annotations: {pullpass.dev/inject: \"false\"}}",
            "{name: p, annotations: {kubernetes.io/config.mirror: abc}}",
            "{name: p, namespace: kube-system}",
        ]
    )
    func deliberate(metadata: String) throws {
        #expect(try conclusion("ghcr.io/acme/payments", metadata: metadata) == .complete)
    }

    @Test func `a rule for the namespace makes good for another one that is not`() throws {
        #expect(try conclusion("ghcr.io/acme/payments", metadata: "{name: p, namespace: team-a}") == .complete)
    }

    @Test func `a Pod the webhook cannot make sense of is lacking`() throws {
        let explanation = try explain(text: "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: 7}}")
        #expect(explanation.conclusion == .lacking)
        #expect(explanation.verdicts.map { $0.detail == nil } == [false])
    }

    @Test func `a review that is none is lacking`() throws {
        let explanation = try explain(text: #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}"#)
        #expect(explanation.conclusion == .lacking)
    }

    @Test func `an unreadable part outweighs the rest`() throws {
        #expect(try explain("helm.yaml", "broken.yaml").conclusion == .unreadable)
        #expect(try explain("helm.yaml").conclusion == .lacking)
        #expect(try explain("pod-list.yaml").conclusion == .complete)
    }
}
