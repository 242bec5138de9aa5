internal import Names

/// What must hold of a Pod before its images are looked at.
enum PodCondition {
    /// Mirror Pods may not reference Secrets; an annotation opts out, as a label does.
    static let all = [
        NamedExpression(
            name: "no-mirror-pod",
            expression: """
                !(has(object.metadata.annotations) && 'kubernetes.io/config.mirror' in object.metadata.annotations)
                """
        ),
        NamedExpression(
            name: "not-opted-out",
            expression: """
                !(has(object.metadata.annotations) && \(CEL.text(PullpassKey.inject)) in object.metadata.annotations
                  && object.metadata.annotations[\(CEL.text(PullpassKey.inject))] in [\(CEL.texts(InjectValue.disabled))])
                """
        ),
    ]
}
