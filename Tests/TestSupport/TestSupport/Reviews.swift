import FoundationEssentials

/// Reviews to post, and the answers to them as far as tests of the transport look at them.
package enum Reviews {
    /// The review of `examples/`, a Pod with images of Docker Hub, ghcr.io/acme/, ECR and registry.k8s.io.
    package static func example() throws -> [UInt8] { try Repository.bytes("examples/admission-review.json") }

    /// A review of about 14 KB, as a service mesh makes them.
    package static func withSidecar() throws -> [UInt8] {
        try Fixtures(of: "Rules/AdmissionTests").bytes("corpus/pod-with-sidecar-14k.json")
    }

    /// The example with an annotation of so many bytes more.
    package static func grown(by count: Int) throws -> [UInt8] {
        let text = String(decoding: try example(), as: UTF8.self)
        let filler = String(repeating: "x", count: count)
        return Array(
            text.replacing(#""labels": {"#, with: #""annotations": {"filler": "\#(filler)"}, "labels": {"#).utf8
        )
    }

    /// The Secrets that an answer adds, by its audit annotation; `nil` where it is no answer that allows the Pod.
    package static func injected(_ answer: String) -> [String]? {
        struct Review: Decodable {
            struct Response: Decodable {
                var allowed: Bool
                var patch: Data?
                var auditAnnotations: [String: String]?
            }
            var response: Response
        }
        guard let review = try? JSONDecoder().decode(Review.self, from: Data(answer.utf8)), review.response.allowed
        else {
            return nil
        }
        let names = review.response.auditAnnotations?["injected"]?.split(separator: ",").map(String.init) ?? []
        return (review.response.patch != nil) == !names.isEmpty ? names : nil
    }
}
