package import Images
package import Text

extension Facts {
    /// A Secret of the Pod's namespace, without a credential in it.
    package struct Secret: Sendable {
        /// What can be said of it.
        package enum Content: Sendable, Equatable {
            /// It is not there.
            case absent
            /// It could not be read: whether it is there is not known.
            case unread
            /// It is there, and what is in it could not be read.
            case hidden
            /// It has a type that the kubelet passes over, and otherwise what a pull Secret has.
            case passedOver(type: String)
            /// It has such a type, or not the key of its type, and nothing that a kubelet could read.
            case notForPulls(type: String)
            /// The kubelet cannot decode it; the reason as a clause.
            case broken(String)
            /// Its keys, in the order of its text.
            case keys([Key])
        }

        /// Its name.
        package var name: String
        /// What is in it.
        package var content: Content
        /// Whether it is of the type `kubernetes.io/dockercfg`, which `.dockercfg` files had before Docker 1.7.
        package var isOldType = false
        /// Whether it has the mark of this installation, ``Names/PullpassKey/owner``.
        package var isOurs = false
        /// Our revision of the credential in it.
        package var revision: String?
        /// Whether `immutable` is set.
        package var isImmutable = false
        /// Its UID, by which the kubelet remembers it.
        package var uid = ""
        /// Namespaces that have a pull Secret of the same name, where that is known.
        package var elsewhere: [String] = []

        /// Makes one.
        package init(_ name: String, _ content: Content) { (self.name, self.content) = (name, content) }
    }

    /// An entry of a Secret, of a node's `config.json`, or of a plugin's answer.
    package struct Key: Sendable, Equatable {
        /// As it is written.
        package var text: String
        /// Whether it holds no credential, so that it stands for a try without one.
        package var isEmpty: Bool
        /// What is wrong with the credential at first sight, as a clause; nil for nothing.
        package var flaw: String?
        /// When the credential ends, where it says so itself.
        package var ends: Timestamp?

        /// Makes one.
        package init(_ text: String, isEmpty: Bool = false) { (self.text, self.isEmpty) = (text, isEmpty) }

        /// What is known of an entry, its credential left behind.
        package init(_ entry: DockerConfig.Entry) {
            let credential = entry.credential
            text = entry.registry
            isEmpty = credential.username.isEmpty && credential.password.isEmpty
            flaw = CredentialFlaw(of: credential).map {
                "\($0.reason(ofEntry: DockerConfigKey.shown(entry.registry))): \($0.fix)"
            }
        }
    }
}

extension Facts.Secret.Content {
    /// What a Secret's data say, its credentials left behind.
    ///
    /// - Parameters:
    ///   - type: `type`; empty where there is none.
    ///   - data: the value of a key, base64 removed; nil where it has none.
    package init(type: String, data: (_ key: String) -> [UInt8]?) {
        let (key, format): (String, DockerConfig.Format)
        switch type {
        case "kubernetes.io/dockerconfigjson": (key, format) = (".dockerconfigjson", .dockerConfigJSON)
        case "kubernetes.io/dockercfg": (key, format) = (".dockercfg", .dockercfg)
        default:
            let type = type.isEmpty ? "Opaque" : type
            self = data(".dockerconfigjson") == nil ? .notForPulls(type: type) : .passedOver(type: type)
            return
        }
        guard let bytes = data(key) else {
            self = .notForPulls(type: type)
            return
        }
        do {
            self = .keys(try DockerConfig(parsing: bytes, as: format).entries.map(Facts.Key.init))
        } catch {
            self = .broken("\(error)")
        }
    }
}
