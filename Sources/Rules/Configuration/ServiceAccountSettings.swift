/// `serviceAccounts:`, the ServiceAccounts that carry the names of our Secrets in their `imagePullSecrets`.
///
/// For whoever looks an image up before a Pod exists, and for clusters that cannot have a webhook.
package struct ServiceAccountSettings: Sendable, Hashable {
    /// Whether names are added; otherwise those that were added are taken away.
    package var isEnabled = false
    /// Names of ServiceAccounts with `*` for any run of characters; empty for every name.
    package var names: [String] = []
    /// The labels of ServiceAccounts; without requirements all are selected.
    package var selector = LabelSelector()

    /// Settings by which names are taken away.
    package init() {}
}

extension Registry {
    /// Whether ServiceAccounts carry the name of its Secret: a lazy one is made where a Pod needs it, and an account's name says of no Pod that it
    /// does.
    package var goesIntoServiceAccounts: Bool { placement == .eager }
}
