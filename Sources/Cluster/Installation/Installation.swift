package import Configuration
package import ConfigurationKeeper
package import Kubernetes

/// One installation of Pullpass in a cluster, as the objects of the cluster show it.
///
/// Whatever may not be read is nil, and ``unread`` says why: a person at the other end has the rights that he has.
package struct Installation: Sendable {
    /// Its own namespace, with its Lease, its sources and its masters.
    package var namespace: String
    /// What runs it; nil where none was found.
    package var workload: Workload?
    /// Its webhooks, as the API server calls them: those of MutatingWebhookConfigurations that call a Service of its namespace.
    package var webhooks: [RegisteredWebhook] = []
    /// The configuration that its leader keeps: the last one that could be used; nil where there is none, or it may not be read.
    package var inForce: StoredConfiguration?
    /// The configuration that its Pods have mounted; nil as above.
    package var mounted: MountedConfiguration?
    /// The name of its Lease, as far as its objects tell; nil where only its configuration can.
    package var leaseName: String?
    /// Its Lease; nil where there is none, or it may not be read.
    package var lease: LeaseObject?
    /// What could not be read, and why.
    package var unread: [UnreadPart] = []

    /// Makes one of which nothing is known.
    package init(namespace: String) { self.namespace = namespace }

    /// Whether anything of it was found.
    package var isSeen: Bool { workload != nil || !webhooks.isEmpty || inForce != nil || lease != nil }
}

/// What runs an installation: a Deployment, or a CronJob.
package struct Workload: Sendable, Hashable {
    /// `Deployment` or `CronJob`.
    package var kind: String
    /// Its name; the chart gives the same to the registration of the webhook.
    package var name: String
    /// The Helm release, as its labels say; nil without Helm.
    package var release: String?
    /// The image of its container.
    package var image: String
    /// How many Pods there should be; 0 for a CronJob.
    package var replicas = 0
    /// How many of them are ready.
    package var readyReplicas = 0
    /// The arguments of its container.
    package var arguments: [String]
    /// The object that holds its configuration file; nil where that comes from elsewhere.
    package var configuration: MountedPlace?
    /// The object that holds the webhook's certificate (`--tls-cert`); nil where that comes from elsewhere, or is made by Pullpass itself.
    package var certificate: MountedPlace?

    /// The value of one of its flags; nil where it is not given.
    package func value(of flag: String) -> String? {
        for (position, argument) in arguments.enumerated() {
            if argument == flag { return arguments.indices.contains(position + 1) ? arguments[position + 1] : nil }
            if argument.hasPrefix(flag + "=") { return String(argument.dropFirst(flag.count + 1)) }
        }
        return nil
    }
}

/// Which key of which object holds a file of a container.
package struct MountedPlace: Sendable, Hashable {
    /// Whether it is a Secret; a ConfigMap otherwise.
    package var isSecret: Bool
    /// The object's name.
    package var name: String
    /// The key of its data.
    package var key: String
}

/// A configuration as the Pods have it mounted.
package struct MountedConfiguration: Sendable, Hashable {
    /// Where it was read.
    package var place: MountedPlace
    /// Its text, which never prints.
    package var text: ConfigurationText
}

/// Something that could not be read.
package struct UnreadPart: Sendable, Hashable {
    /// What it is: `the Deployment`, `Secret pullpass/pullpass-configuration-in-force`.
    package var part: String
    /// The API server's words, made printable.
    package var reason: String
    /// Whether it is for want of a right.
    package var isForbidden: Bool
}
