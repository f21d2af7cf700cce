import type { ComponentChildren, JSX } from "preact";

/** Facts of one kind. */
export function Facts({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
	return (
		<section class="facts">
			<h3>{title}</h3>
			{children}
		</section>
	);
}

/** A fact: what it is, and how it stands. */
export function Fact(props: { id?: string; name: string; children: ComponentChildren }): JSX.Element {
	const { id, name, children } = props;
	return (
		<div class="fact" id={id}>
			<dt>{name}</dt>
			<dd>{children}</dd>
		</div>
	);
}
