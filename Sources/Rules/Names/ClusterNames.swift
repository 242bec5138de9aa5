/// The other names by which Pullpass is known in a cluster.
package enum ClusterNames {
    /// The field manager of all its writes, and the component that reports Events.
    package static let fieldManager = "pullpass"
    /// The namespace and the objects that it has unless somebody says otherwise.
    package static let standard = "pullpass"
    /// The Secret of the anonymous try that it has unless somebody says otherwise.
    package static let anonymousSecret = "pullpass-anonymous"
    /// The Secret of the last good configuration that it has unless somebody says otherwise.
    package static let configurationSecret = "pullpass-configuration-in-force"
    /// How the names of master copies begin; the registry's follows.
    package static let masterPrefix = "pullpass-master."
    /// The type of that Secret.
    package static let configurationSecretType = "pullpass.dev/configuration"
    /// `apiVersion` of the configuration.
    package static let configurationVersion = "pullpass.dev/v1alpha1"
    /// The labels of objects that are not Secrets.
    package static let labels = ["app.kubernetes.io/name": "pullpass"]
    /// The label of the Secrets that the keeper makes, by which tools tell who manages an object.
    package static let managedBy = (key: "app.kubernetes.io/managed-by", value: "pullpass")
    /// What ``PullpassKey/note`` says.
    package static let note = "made by Pullpass; edits are undone"
    /// System namespaces that no rule is for: a cluster must be able to start without Pullpass.
    package static let excludedNamespaces = ["kube-system", "kube-node-lease"]
    /// Those of them in which Pods run, so that somebody may want to let them in all the same (`injection.systemNamespaces`).
    package static let systemNamespaces = ["kube-system"]
    /// The namespace that everybody may be let in to read, and that no Pods are meant to run in: the chart's opt-out leaves it out.
    package static let publicNamespace = "kube-public"
    /// The label of each namespace with its name, which the API server keeps.
    package static let namespaceNameLabel = "kubernetes.io/metadata.name"
}
