package import Text

extension Facts {
    /// What is known of the Pod's node, from its API object or because it was looked at.
    package struct Node: Sendable {
        /// Its name.
        package var name: String
        /// Repositories and references that its status lists as stored there; the kubelet shows 50 at most.
        package var images: [String] = []
        /// Its `config.json` for the kubelet; nil where nothing is known of it.
        package var file: File?
        /// Its credential providers, in the order of the kubelet's configuration.
        package var plugins: [Plugin] = []
        /// Mirrors of the container runtime.
        package var mirrors: [Mirror] = []
        /// Hosts for which the runtime has credentials of its own.
        package var runtimeLogins: [String] = []
        /// What the kubelet has noted of images that it pulled.
        package var records: [Record] = []

        /// Makes one.
        package init(_ name: String) { self.name = name }

        /// `config.json`, of which the kubelet keeps what it read, and that there was nothing, for 300 s.
        package struct File: Sendable {
            /// Where it is.
            package var path = "/var/lib/kubelet/config.json"
            /// Its keys; none where it is not there.
            package var keys: [Key] = []
            /// Why the kubelet cannot read it; nil where it can.
            package var problem: String?
            /// When it was written last; nil where it is not there or not known.
            package var written: Timestamp?
            /// When the kubelet started; nil where it is not known.
            package var kubeletStarted: Timestamp?

            /// Makes one.
            package init(keys: [Key] = []) { self.keys = keys }
        }

        /// A credential provider.
        package struct Plugin: Sendable {
            /// Its name.
            package var name: String
            /// `matchImages`, as they are written.
            package var matchImages: [String]
            /// The keys of its answer, where it was asked; nil where it was not.
            package var keys: [Key]?
            /// Why the kubelet does not run it; nil where it does, or where it is not known.
            package var notInForce: String?
            /// What it said when it failed last; nil where it did not.
            package var failure: String?

            /// Makes one.
            package init(_ name: String, matchImages: [String]) { (self.name, self.matchImages) = (name, matchImages) }
        }

        /// What the runtime asks before a registry.
        package struct Mirror: Sendable {
            /// What is asked of it.
            package enum References: Sendable, Hashable {
                case all
                /// Images by digest only, or by tag only.
                case digests, tags
            }

            /// The host that images name, or the beginning of their repository; `_default` for all.
            package var host: String
            /// Which images are asked of it.
            package var references = References.all
            /// The mirror's address.
            package var address: String
            /// Whether the registry itself is asked where the mirror does not serve.
            package var hasUpstream: Bool

            /// Makes one.
            package init(_ host: String, address: String, hasUpstream: Bool = true) {
                (self.host, self.address, self.hasUpstream) = (host, address, hasUpstream)
            }
        }

        /// A file of `image_manager/pulled`.
        package struct Record: Sendable {
            /// The repository, without tag.
            package var repository: String
            /// The Secrets with which it may be used: namespace, name and UID.
            package var secrets: [Holder] = []
            /// Whether any Pod of the node may use it.
            package var isForAll = false

            /// Makes one.
            package init(_ repository: String) { self.repository = repository }
        }

        /// A Secret of a record.
        package struct Holder: Sendable {
            package var namespace: String
            package var name: String
            package var uid: String

            /// Makes one.
            package init(namespace: String, name: String, uid: String) {
                (self.namespace, self.name, self.uid) = (namespace, name, uid)
            }
        }
    }

    /// What a registry said to one credential and one image.
    package struct Answer: Sendable {
        /// What it said.
        package enum Word: Sendable, Equatable {
            /// It gives the image.
            case given
            /// The login is refused.
            case refused
            /// The login is good, and has no access to the image.
            case denied
            /// The login is good, and there is no such image.
            case notFound
            /// Too many requests.
            case throttled
            /// It cannot be reached from here; nothing is said of the node.
            case silent
            /// Its certificate is not trusted here.
            case untrusted
        }

        /// As the Pod writes it.
        package var image: String
        /// The Secret and the key whose credential was tried; nil for a try without one.
        package var secret: String?
        package var key: String?
        /// What it said.
        package var word: Word
        /// Its words, where they say more.
        package var detail: String

        /// Makes one.
        package init(_ word: Word, image: String, secret: String? = nil, key: String? = nil, detail: String = "") {
            (self.word, self.image, self.secret, self.key, self.detail) = (word, image, secret, key, detail)
        }
    }
}
