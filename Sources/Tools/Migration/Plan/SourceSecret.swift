/// A Secret of our namespace that a credential comes from, and how it is made without anybody seeing the credential.
struct SourceSecret {
    enum Origin {
        /// As it is in another namespace.
        case copy(namespace: String, name: String)
        /// Written by a person into a file: the keys, and where each text stands today.
        case typed([(key: String, place: String)])
    }

    let name: String
    let origin: Origin
}
