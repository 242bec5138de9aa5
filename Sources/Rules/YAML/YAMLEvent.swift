/// One event of the libyaml parser, copied into Swift values.
struct YAMLEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        /// `isPlain` tells an unquoted scalar without a tag, the only kind whose text decides its type.
        case scalar(text: String, tag: String?, anchor: String?, isPlain: Bool)
        case sequenceStart(anchor: String?)
        case sequenceEnd
        case mappingStart(anchor: String?)
        case mappingEnd
    }

    let kind: Kind
    let mark: YAMLMark
}
