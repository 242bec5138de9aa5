/// Requests to create Pods, as a review holds them.
package enum PodCreation {
    /// Makes the request to create a Pod.
    package static func request(of pod: JSON, namespace: String) -> JSON {
        .object([
            "uid": .text("a"), "operation": .text("CREATE"), "namespace": .text(namespace),
            "resource": .object(["group": .text(""), "version": .text("v1"), "resource": .text("pods")]),
            "object": pod,
        ])
    }

    /// Makes the request to create a Pod with one container.
    package static func request(ofPodWith image: String, namespace: String = "default") -> JSON {
        let container = JSON.object(["name": .text("c"), "image": .text(image)])
        let pod = JSON.object(["metadata": .object([:]), "spec": .object(["containers": .array([container])])])
        return request(of: pod, namespace: namespace)
    }
}
