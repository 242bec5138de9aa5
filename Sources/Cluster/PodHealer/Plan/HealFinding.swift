internal import Kubernetes
internal import Text

/// A Pod that a registry of ours keeps from its image, and what is known of why: a few words, whatever the Pod holds.
struct HealFinding: Sendable, Hashable {
    /// Why it cannot pull; the raw values are those of the label `cause`.
    enum Cause: String, Sendable, Hashable, CaseIterable {
        /// It does not name a Secret that a Pod made now would be given.
        case missed = "missed_admission"
        /// It names the Secret, which is not there, or not right.
        case misplaced = "secret_missing"
        /// It names the Secret, which is right, and a registry refuses whoever asks.
        case refused = "refused"
    }

    /// Who it is.
    struct Pod: Sendable, Hashable {
        let namespace: String
        let name: String
        let uid: String
    }

    /// The controller that a Pod belongs to.
    struct Owner: Sendable, Hashable {
        let apiVersion: String
        let kind: String
        let name: String
        let uid: String

        /// Whether it makes a Pod again that is deleted, and nothing else comes of that.
        ///
        /// A Job counts a Pod that is deleted as one that failed, and may be over by it; what is not Kubernetes' own may do anything.
        var makesPodsAgain: Bool {
            switch (apiVersion, kind) {
            case ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"),
                ("v1", "ReplicationController"):
                true
            default: false
            }
        }
    }

    let pod: Pod
    /// nil for a bare Pod, and where a controller's name is none.
    let owner: Owner?
    /// When the API server made it; the distant past where it does not say.
    let createdAt: Timestamp
    /// Whether nothing of it has begun to run, or not all of it.
    let isPending: Bool
    let cause: Cause
    /// The registries that it is about, in the order of the configuration, and the Secret of the first one whose Secret is right, else of the first.
    let registries: [String]
    let secret: String
    /// The image, as it is shown.
    let image: String
    /// What is known of the Secret, as the metric of missing copies names it; empty where it is right.
    var lack = ""

    /// The object that Events are about.
    var reference: ObjectReference {
        ObjectReference(kind: "Pod", namespace: pod.namespace, name: pod.name, uid: pod.uid)
    }
}

extension HealFinding.Owner {
    /// What a Pod says of its controller; nil for one that no object can be called like.
    init?(_ reference: OwnerReference?) {
        guard let reference, reference.name.utf8.count <= 253, reference.uid.utf8.count <= 64, !reference.uid.isEmpty,
            reference.kind.utf8.count <= 63, reference.apiVersion.utf8.count <= 253
        else { return nil }
        (apiVersion, kind) = (reference.apiVersion, reference.kind)
        (name, uid) = (reference.name, reference.uid)
    }
}
