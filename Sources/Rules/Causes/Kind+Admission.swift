extension Cause.Kind {
    /// Why a Pod was not given what the configuration has for it.
    static let admission = [
        noRule, ruleMisses, ruleNotHere, ruleLabels, namespaceExcluded, namespaceUnlabelled, namespaceUnseen,
        labelMisspelt, podOptsOut, staticPod,
        madeBefore, webhookMissing, webhookEmptyCA, webhookWrongCA, webhookNoService, webhookDown, webhookScaledDown,
        webhookWrongPort,
        webhookNotSelecting, webhookNotCalled, webhookRefuses, webhookOfOthers, webhookOtherConfiguration,
        certificateEnded, policyMissing, quotaOfPods, podRefused,
    ]

    /// What Helm knows of the release, as it was installed; the leader writes the registration's caBundle.
    private static let again = "helm get manifest {release} --namespace {home} | kubectl apply --namespace {home} -f -"

    /// Starts all replicas again, and waits for them.
    private static let restart =
        "kubectl -n {home} rollout restart deployment/{ours} && kubectl -n {home} rollout status deployment/{ours} --timeout=2m"

    /// No registry is near.
    package static let noRule = Cause.Kind(
        "no-rule",
        "no registry of Pullpass' configuration is for {image}, and no Secret that the Pod names has a key for it",
        do:
            "add a registry with matchImages {host} to the configuration, or name a Secret with a key for {host} in what makes the Pod",
        needsNewPod: true
    )
    /// A registry is near.
    package static let ruleMisses = Cause.Kind(
        "rule-misses-image",
        "no registry of Pullpass' configuration is for {image}; the nearest is {registry} with {key}: {detail}",
        do: "add {value} to matchImages of registry {registry}",
        needsNewPod: true
    )
    /// `namespaces.names`.
    package static let ruleNotHere = Cause.Kind(
        "rule-not-here",
        "registry {registry} is for {image}, and not for namespace {namespace}: {detail}",
        do: "add {namespace} to namespaces.names of registry {registry}",
        needsNewPod: true
    )
    /// `namespaces.labels`.
    package static let ruleLabels = Cause.Kind(
        "rule-labels",
        "registry {registry} is for {image}, and only for namespaces with {label}, which {namespace} does not have",
        do: "give the namespace the label",
        run: "kubectl label namespace {namespace} --overwrite {label}",
        needsNewPod: true
    )
    /// Left out whatever its labels are.
    package static let namespaceExcluded = Cause.Kind(
        "namespace-excluded",
        "namespace {namespace} is left out by Pullpass, labelled or not, so that a cluster can start without it",
        do: "name a Secret in what makes the Pod; or, for {namespace}, set injection.systemNamespaces"
    )
    /// Without the label.
    package static let namespaceUnlabelled = Cause.Kind(
        "namespace-unlabelled",
        "namespace {namespace} does not have {label}: Pullpass does not look at its Pods",
        do: "give the namespace the label",
        run: "kubectl label namespace {namespace} --overwrite {label}",
        needsNewPod: true
    )
    /// With labels that could not be read.
    package static let namespaceUnseen = Cause.Kind(
        "namespace-not-seen",
        weight: .risk,
        "whether {namespace} is given Secret {secret} of registry {registry} depends on the namespace's labels, which are not known",
        do: "look at the labels with the right to read the namespace",
        look: "kubectl get namespace {namespace} --show-labels"
    )
    /// With something that was meant to be the label.
    package static let labelMisspelt = Cause.Kind(
        "label-misspelt",
        "namespace {namespace} has {value}, which says nothing; {label} was meant",
        do: "give the namespace the label as it is to be written",
        run: "kubectl label namespace {namespace} --overwrite {label}",
        needsNewPod: true
    )
    /// The Pod itself.
    package static let podOptsOut = Cause.Kind(
        "pod-opts-out",
        "the Pod says {label}, and gets nothing",
        do: "take that out of what makes the Pod",
        needsNewPod: true
    )
    /// A mirror Pod.
    package static let staticPod = Cause.Kind(
        "static-pod",
        "the kubelet makes the Pod of a file on its node, and reads its list of Secrets nowhere else",
        do: "install the credential on the node: pullpass node install"
    )
    /// Everything is right, and was not when the Pod was made.
    package static let madeBefore = Cause.Kind(
        "made-before",
        "the Pod does not name Secret {secret}, and one made now would: {detail}; the list of a Pod does not change",
        do: "make the Pod again",
        needsNewPod: true
    )
    /// There is no registration.
    package static let webhookMissing = Cause.Kind(
        "webhook-missing",
        "the API server does not know of the webhook: there is no MutatingWebhookConfiguration {registration}",
        do: "make what the release has again",
        run: again,
        needsNewPod: true
    )
    /// Nobody wrote the authority.
    package static let webhookEmptyCA = Cause.Kind(
        "webhook-ca-missing",
        "the registration {registration} has no caBundle, so that the API server does not believe the webhook's certificate",
        do:
            "start Pullpass again, whose leader writes it; with cert-manager see to its cainjector, with files to certificates.files.caBundle",
        run: restart,
        needsNewPod: true
    )
    /// Somebody wrote another.
    package static let webhookWrongCA = Cause.Kind(
        "webhook-ca-wrong",
        "the caBundle of registration {registration} is not the authority of the certificate that the webhook serves: the API server calls and does not "
            + "believe it",
        do:
            "start Pullpass again, whose leader writes the right one; with cert-manager see to its cainjector, with files to certificates.files.caBundle",
        run: restart,
        needsNewPod: true
    )
    /// The Service is not there.
    package static let webhookNoService = Cause.Kind(
        "webhook-no-service",
        "the registration {registration} names Service {value} in namespace {home}, which is not there",
        do: "make what the release has again",
        run: again,
        needsNewPod: true
    )
    /// Nobody is behind the Service.
    package static let webhookDown = Cause.Kind(
        "webhook-down",
        "no Pod of Pullpass is ready behind Service {value} in namespace {home}: Pods are made without Secrets meanwhile",
        do: "see why they are not ready",
        look: "kubectl -n {home} describe pods -l app.kubernetes.io/name=pullpass",
        needsNewPod: true
    )
    /// Somebody scaled it down.
    package static let webhookScaledDown = Cause.Kind(
        "webhook-scaled-down",
        "Deployment {ours} in namespace {home} is scaled to none: Pods are made without Secrets meanwhile",
        do: "scale it up",
        run:
            "kubectl -n {home} scale deployment/{ours} --replicas=2 && kubectl -n {home} rollout status deployment/{ours} --timeout=2m",
        needsNewPod: true
    )
    /// The Service has no such port.
    package static let webhookWrongPort = Cause.Kind(
        "webhook-port",
        "the registration {registration} calls a port that Service {value} in namespace {home} does not have: {detail}",
        do: "make what the release has again",
        run: again,
        needsNewPod: true
    )
    /// The registration's own selector.
    package static let webhookNotSelecting = Cause.Kind(
        "webhook-not-selecting",
        "the registration {registration} does not select this Pod, though the configuration says that it should: {detail}",
        do: "give the release the same selector for registration and configuration (injection.namespaceSelector)",
        needsNewPod: true
    )
    /// All looks well, and no call comes.
    package static let webhookNotCalled = Cause.Kind(
        "webhook-not-called",
        "the API server judged a Pod like this one and did not have the webhook's word, though a Pod of Pullpass is ready: {detail}",
        do:
            "see whether the way from the API server to port {value} of Pullpass' Pods is closed: NetworkPolicy, firewall, security group",
        needsNewPod: true
    )
    /// `failurePolicy: Fail` without a webhook.
    package static let webhookRefuses = Cause.Kind(
        "webhook-refuses",
        "the API server cannot call the webhook and refuses Pods for it, since failurePolicy is Fail: {detail}",
        do: "let Pods be made meanwhile",
        run: "kubectl patch mutatingwebhookconfiguration {registration} --type json --patch "
            + "'[{\"op\":\"replace\",\"path\":\"/webhooks/0/failurePolicy\",\"value\":\"Ignore\"}]'",
        needsNewPod: true
    )
    /// Somebody else's webhook, or a registration that an installation left behind.
    package static let webhookOfOthers = Cause.Kind(
        "webhook-of-others",
        "the API server cannot call a webhook that is not that of this installation, and refuses Pods for it: {detail}",
        do: "see to the Service that it names, or delete the registration if nobody is behind it any more",
        look: "kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations"
    )
    /// Replicas that do not agree.
    package static let webhookOtherConfiguration = Cause.Kind(
        "webhook-other-configuration",
        "the webhook was called and gives the Pod nothing, though the configuration says that it should: a replica runs with another one",
        do: "start all replicas again",
        run: restart,
        needsNewPod: true
    )
    /// The certificate of the webhook.
    package static let certificateEnded = Cause.Kind(
        "webhook-certificate-ended",
        "the certificate that the webhook serves ended at {time}: the API server calls and does not believe it",
        do:
            "start Pullpass again, whose leader makes another; with cert-manager see to the Certificate, with files to the Secret that is mounted",
        run: restart,
        needsNewPod: true
    )
    /// The other engine.
    package static let policyMissing = Cause.Kind(
        "policy-missing",
        "the MutatingAdmissionPolicy {registration} or its binding is not there, so that Pods get nothing",
        do: "see what the leader's log says of it",
        look: "kubectl -n {home} logs deployment/{ours} --since=10m",
        needsNewPod: true
    )
    /// No Pod at all.
    package static let quotaOfPods = Cause.Kind(
        "quota-of-pods",
        "a quota of namespace {namespace} refuses the Pod: {detail}",
        do: "raise the quota, or let go of something that counts for it",
        look: "kubectl -n {namespace} describe quota"
    )
    /// No Pod either, for another reason: a policy, a standard, somebody else's webhook, an account that is not there.
    package static let podRefused = Cause.Kind(
        "pod-refused",
        "there is no Pod, since the API server refuses it, and not for an image: {detail}",
        do: "see to what refuses it",
        look: "kubectl -n {namespace} describe {object}"
    )
}
