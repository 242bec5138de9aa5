package import Text

extension Facts {
    /// The Pod.
    package struct Pod: Sendable {
        /// Its name; for one that could not be made, that of what makes it.
        package var name: String
        /// When it was made; nil where it is not made yet.
        package var created: Timestamp?
        /// Who makes it and would make it again: `deployment/web`, `job/backup`; nil for a Pod that nobody controls, or where it is not known.
        package var owner: String?
        /// Whether something controls it, known or not.
        package var isControlled = false
        /// Whether it mirrors a static Pod.
        package var isMirror = false
        /// The label or annotation with which it opts out, as `pullpass.dev/inject=disabled`; nil for none.
        package var optOut: String?
        /// Its ServiceAccount.
        package var account = "default"
        /// Its `imagePullSecrets`, in order.
        package var secrets: [String] = []
        /// The node that it is on.
        package var node: String?
        /// Whether it waits for a node, with the scheduler's words.
        package var unscheduled: String?
        /// Its images: containers, init containers, ephemeral ones, image volumes.
        package var images: [Image] = []
        /// Its Events and those of what makes it, the newest first.
        package var events: [Event] = []

        /// Makes one.
        package init(_ name: String, images: [Image] = [], secrets: [String] = []) {
            (self.name, self.images, self.secrets) = (name, images, secrets)
        }
    }

    /// One image of a Pod.
    package struct Image: Sendable {
        /// `imagePullPolicy`, or an image volume's `pullPolicy`.
        package enum Policy: String, Sendable, Hashable {
            case always = "Always"
            case ifNotPresent = "IfNotPresent"
            case never = "Never"
        }

        /// Where it stands: `container app`, `init container setup`, `ephemeral container debug`, `image volume data`.
        package var place: String
        /// As the Pod writes it.
        package var image: String
        /// When the kubelet asks a registry; nil for the API server's own rule.
        package var policy: Policy?
        /// `state.waiting`: its reason and message; nil where it waits for nothing.
        package var waiting: Waiting?
        /// Whether the container has run, or runs.
        package var hasStarted = false

        /// Whether it is of an ephemeral container, which comes to a Pod that is there and is gone with it.
        package var isEphemeral: Bool { place.hasPrefix(Self.ephemeralPlace) }

        /// How the place of such a one begins.
        package static let ephemeralPlace = "ephemeral container"

        /// Makes one.
        package init(_ image: String, place: String = "container app", waiting: Waiting? = nil, policy: Policy? = nil) {
            (self.image, self.place, self.waiting, self.policy) = (image, place, waiting, policy)
        }
    }

    /// Why a container waits, in the kubelet's words.
    package struct Waiting: Sendable {
        package var reason: String
        package var message: String

        /// Makes one.
        package init(_ reason: String, _ message: String = "") { (self.reason, self.message) = (reason, message) }
    }

    /// The Pod's namespace.
    package struct Namespace: Sendable {
        /// Its name.
        package var name: String
        /// All its labels; nil where they could not be read.
        package var labels: [String: String]?
        /// Its annotations of the kind that may be meant for Pullpass.
        package var annotations: [String: String] = [:]
        /// When it got the labels by which it is selected, where `managedFields` say so.
        package var labelled: Timestamp?
        /// Whether it is being deleted.
        package var isTerminating = false
        /// Events in it about Secrets and about itself, the newest first.
        package var events: [Event] = []

        /// Makes one.
        package init(_ name: String, labels: [String: String]? = nil) { (self.name, self.labels) = (name, labels) }
    }

    /// The Pod's ServiceAccount.
    package struct Account: Sendable {
        /// Its name.
        package var name: String
        /// Its `imagePullSecrets`, in order.
        package var secrets: [String]

        /// Makes one.
        package init(_ name: String, secrets: [String] = []) { (self.name, self.secrets) = (name, secrets) }
    }
}
