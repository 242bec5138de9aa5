internal import CYAML

/// A libyaml parser over bytes that it owns; everything is freed when the value goes away.
@safe
struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// libyaml keeps a pointer into its input, so the copy lives as long as the parser.
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let linesBefore: Int

    /// Takes a text that ``Source/checked(_:limits:)`` has passed.
    init(_ bytes: [UInt8], linesBefore: Int) throws(YAMLError) {
        self.linesBefore = linesBefore
        unsafe input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        _ = unsafe input.initialize(from: bytes)
        unsafe parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        // From here on deinit runs also when this throws: yaml_parser_delete accepts a zeroed parser.
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw YAMLError(at: YAMLMark(line: 1, column: 1), "no memory for the YAML parser")
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deinitialize(count: 1)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; after ``YAMLEvent/Kind/streamEnd`` there is none to ask for.
    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw error() }
        defer { unsafe yaml_event_delete(&event) }
        return YAMLEvent(kind: unsafe Self.kind(of: event), mark: mark(unsafe event.start_mark))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(unsafe text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                text: unsafe String(decoding: bytes, as: UTF8.self),
                tag: unsafe text(scalar.tag),
                anchor: unsafe text(scalar.anchor),
                isPlain: unsafe scalar.plain_implicit != 0
            )
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart(anchor: unsafe text(event.data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart(anchor: unsafe text(event.data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    private static func text(_ string: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let string = unsafe string else { return nil }
        return unsafe String(decodingCString: string, as: UTF8.self)
    }

    private func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: mark.line + 1 + linesBefore, column: mark.column + 1)
    }

    private func error() -> YAMLError {
        let state = unsafe parser.pointee
        guard let problem = unsafe state.problem else {
            return YAMLError(at: YAMLMark(line: 1 + linesBefore, column: 1), "no memory for the YAML parser")
        }
        let problemText = unsafe String(cString: problem)
        if unsafe state.error == YAML_READER_ERROR {
            // The reader knows a byte offset only.
            let bytes = unsafe Array(input.prefix(Int(state.problem_offset)))
            let place = Source.mark(of: bytes.count, in: bytes)
            return YAMLError(
                at: YAMLMark(line: place.line + linesBefore, column: place.column),
                ParserProblem.readerReason(problemText)
            )
        }
        let context = unsafe state.context.map { unsafe String(cString: $0) }
        let place = unsafe state.problem_mark
        let found = character(at: place)
        return YAMLError(
            at: mark(place),
            ParserProblem.reason(
                problemText,
                context: context,
                contextLine: unsafe mark(state.context_mark).line,
                line: mark(place).line,
                found: found
            )
        )
    }

    /// The character at a mark, to tell which one "cannot start any token".
    private func character(at mark: yaml_mark_t) -> Unicode.Scalar? {
        let text = unsafe String(decoding: input, as: UTF8.self).unicodeScalars
        return text.dropFirst(mark.index).first
    }
}
