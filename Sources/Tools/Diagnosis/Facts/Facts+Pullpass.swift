package import Configuration
package import Text

extension Facts {
    /// Pullpass itself, as far as the cluster shows it.
    package struct Installation: Sendable {
        /// The namespace that it is in.
        package var namespace: String
        /// Its Deployment.
        package var deployment = "pullpass"
        /// Whether it is a CronJob: there is no webhook then, nothing that stands in its place, and nobody leads between two rounds.
        package var isCronJob = false
        /// The release that Helm knows it by; nil where it was installed otherwise.
        package var release: String?
        /// Its own ServiceAccount.
        package var account = "pullpass"
        /// How many replicas its Deployment wants; nil where it is not known.
        package var replicasWanted: Int?
        /// The name of its Lease.
        package var lease = "pullpass"
        /// When the term of who leads ends, which is in the past where nobody leads; nil where it is not known.
        package var leaseEnds: Timestamp?
        /// Whether there is no Lease, though it was looked for and replicas are wanted.
        package var lacksLease = false
        /// Why the configuration that is written is not the one in force; nil where it is.
        package var configurationProblem: String?
        /// Namespaces that it is confined to; empty for none.
        package var onlyNamespaces: [String] = []

        /// Makes one.
        package init(namespace: String) { self.namespace = namespace }
    }

    /// The webhook, or what stands in its place, from the API server's side.
    package struct Webhook: Sendable {
        /// What the registration's `caBundle` is to the certificate that is served.
        package enum Authority: Sendable, Equatable {
            /// Its authority, as far as can be told.
            case fits
            /// There is none.
            case missing
            /// Another's, or none that can be read; the reason as a clause.
            case wrong(String)
        }

        /// What a Pod like this one showed that was sent through the API server and not kept.
        package enum DryRun: Sendable, Equatable {
            /// It was given these Secrets.
            case given([String])
            /// It was given none of ours; whether the webhook answered, where that can be told.
            case nothing(wasCalled: Bool?)
            /// The API server could not call and refuses Pods; its words.
            case callFailed(String)
            /// Something else refuses the Pod; its words.
            case refused(String)
        }

        /// The name of the MutatingWebhookConfiguration, or of the MutatingAdmissionPolicy.
        package var name: String
        /// Whether it is there; for a policy, with its binding.
        package var exists = true
        /// When it was made.
        package var created: Timestamp?
        /// Who is selected; nil where it is not known.
        package var namespaceSelector: LabelSelector?
        /// Whether the `objectSelector` selects the Pod; nil where it is not known.
        package var selectsPod: Bool?
        /// `failurePolicy: Fail`.
        package var fails = false
        /// The `caBundle`; nil where the registration has a URL, or where nothing is known.
        package var authority: Authority?
        /// The Service that is called; nil where the registration has a URL.
        package var service: String?
        /// Whether the Service is there; nil where it is not known.
        package var serviceExists: Bool?
        /// The port that is called, and those that the Service has; nil where they are not known.
        package var port: Int?
        package var servicePorts: [Int]?
        /// How many Pods are ready behind the Service; nil where it is not known.
        package var ready: Int?
        /// When the certificate that is served ends.
        package var certificateEnds: Timestamp?
        /// When a replica was called last.
        package var called: Timestamp?
        /// What a dry run showed; nil where none was made.
        package var dryRun: DryRun?

        /// Makes one.
        package init(_ name: String) { self.name = name }
    }

    /// A master copy: what Pullpass has for a registry.
    package struct Master: Sendable {
        /// The registry.
        package var registry: String
        /// Whether it holds a credential, or stands for those that each namespace has for itself.
        package var hasCredential = true
        /// Its revision.
        package var revision: String?
        /// When its credential was fetched, and when it ends; nil for never.
        package var fetched: Timestamp?
        package var ends: Timestamp?
        /// Why it cannot be renewed; nil where it can.
        package var lastError: String?

        /// Makes one.
        package init(_ registry: String) { self.registry = registry }
    }
}
