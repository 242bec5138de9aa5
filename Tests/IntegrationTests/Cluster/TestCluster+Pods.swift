import HTTP
import Kubernetes
import TestSupport

extension TestCluster {
    /// Makes a Pod that lists a pull Secret and waits, as nothing schedules it; false where the namespace is not ready for Pods yet.
    func createPod(_ name: String, in namespace: String, naming secret: String) async throws -> Bool {
        let pod = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"\(name)","namespace":"\(namespace)"},"spec":{\
            "imagePullSecrets":[{"name":"\(secret)"}],"containers":[{"name":"c","image":"nginx"}]}}
            """
        let status = try await call(.post, "/api/v1/namespaces/\(namespace)/pods", pod).status
        return status == 201 || status == 409
    }
}
