export interface CodeBlock {
  /** What stands behind the fence: the language and what else is said. */
  readonly info: string;
  readonly code: string;
  /** The nearest heading above. */
  readonly heading: string;
}

/** The fenced code blocks of a Markdown text. */
export function codeBlocksOf(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = '';
  let open: { info: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (open === undefined && line.startsWith('```')) {
      open = { info: line.slice(3).trim(), lines: [] };
    } else if (line.startsWith('```')) {
      blocks.push({ info: open!.info, code: `${open!.lines.join('\n')}\n`, heading });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line);
    } else {
      heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
    }
  }
  return blocks;
}

/** The cells of the table that follows a line, without its header. */
export function tableBelow(markdown: string, line: string): string[][] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((text, i) => i > lines.findIndex((heading) => heading.includes(line)) && text.startsWith('|'));
  const end = lines.findIndex((text, i) => i > start && !text.startsWith('|'));
  return lines.slice(start + 2, end).map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));
}

/** The targets of the links and pictures of a Markdown text, those in code left out. */
export function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[^]*?^```/gm, '').replace(/`[^`]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)|<img[^>]* src="([^"]+)"/gm)].map(([, inline, reference, picture]) => inline ?? reference ?? picture);
}

/** What a link within a text can lead to: its headings, as GitHub names them. */
export function anchorsOf(markdown: string): string[] {
  return [...markdown.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)]
    .map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'));
}
