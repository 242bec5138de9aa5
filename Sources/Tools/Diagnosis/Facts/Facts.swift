package import Configuration
package import Text

/// What is known of a Pod, or of a Pod that somebody would make, when somebody asks why it cannot pull.
///
/// Plain values, with no credential in them: whoever gathers them reads the cluster, a node, or a folder of files. What could not be looked at
/// is nil or empty and stands in ``unread``; a fact that is missing never counts as one that is wrong. Texts are as they came: they are cleaned
/// where they are shown.
package struct Facts: Sendable {
    /// When they were gathered.
    package var now: Timestamp
    /// The Pod.
    package var pod: Pod
    /// Its namespace.
    package var namespace: Namespace
    /// Its ServiceAccount; nil where it could not be read.
    package var account: Account?
    /// The Secrets that the Pod or its ServiceAccount names or that Pullpass should have made there, in no order, each once, those that are not
    /// there among them.
    package var secrets: [Secret] = []
    /// The names of other pull Secrets of the namespace, where they could be listed; for slips in names.
    package var otherSecrets: [String] = []
    /// The configuration in force; nil where it is not known.
    package var configuration: Configuration?
    /// Pullpass itself; nil where it was not found.
    package var installation: Installation?
    /// How the API server calls the webhook; nil where nothing is known of it.
    package var webhook: Webhook?
    /// The master copies, each once.
    package var masters: [Master] = []
    /// What is known of the Pod's node; nil for nothing.
    package var node: Node?
    /// What registries said to the credentials, where they were asked.
    package var answers: [Answer] = []
    /// What could not be looked at.
    package var unread: [Unread] = []

    /// Begins with what there is always.
    package init(now: Timestamp, pod: Pod, namespace: Namespace) {
        (self.now, self.pod, self.namespace) = (now, pod, namespace)
    }

    /// Something that could not be looked at.
    package struct Unread: Sendable {
        /// What, as a person says it: `secrets in namespace team`.
        package var object: String
        /// Why, in the words of who refused.
        package var why: String

        /// Makes one.
        package init(_ object: String, why: String) { (self.object, self.why) = (object, why) }
    }

    /// An Event about the Pod, or about an object that has to do with it.
    package struct Event: Sendable {
        /// Its reason.
        package var reason: String
        /// Its message.
        package var message: String
        /// The kind and the name of what it is about.
        package var kind: String
        package var name: String
        /// Whether Pullpass wrote it (`reportingComponent`).
        package var isOurs: Bool
        /// When it was seen last.
        package var time: Timestamp?

        /// Makes one.
        package init(
            _ reason: String,
            _ message: String,
            kind: String = "Pod",
            name: String = "",
            isOurs: Bool = false,
            time: Timestamp? = nil
        ) {
            (self.reason, self.message, self.kind, self.name) = (reason, message, kind, name)
            (self.isOurs, self.time) = (isOurs, time)
        }
    }
}
