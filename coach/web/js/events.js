// Server-sent events read from the body of a response: `EventSource` sends neither a key nor a message.

/** The events of a body, as {id, kind, data} with data still text. */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = blank();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        if (line) read(event, line);
        else if (event.lines.length) {
          yield { id: event.id, kind: event.kind, data: event.lines.join("\n") };
          event = blank();
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

const blank = () => ({ id: "", kind: "message", lines: [] });

function read(event, line) {
  const colon = line.indexOf(":");
  if (!colon) return; // a comment, which keeps the connection open
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "data") event.lines.push(value);
  else if (name === "event") event.kind = value;
  else if (name === "id") event.id = value;
}
