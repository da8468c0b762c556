/** The element in JSX, from React 19 on: `import type {} from 'plaintalk-widget/react'`. */
import type {DetailedHTMLProps, HTMLAttributes} from 'react';
import type {PlaintalkAttributes, PlaintalkEvents, PlaintalkWidget} from './index.d.ts';

type Handlers = {[name in keyof PlaintalkEvents as `on${name}`]?: (event: PlaintalkEvents[name]) => void};
type Properties = Partial<Pick<PlaintalkWidget, 'context' | 'words' | 'token'>>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'plaintalk-widget': DetailedHTMLProps<
        Omit<HTMLAttributes<PlaintalkWidget>, keyof PlaintalkAttributes>,
        PlaintalkWidget
      > &
        PlaintalkAttributes &
        Handlers &
        Properties;
    }
  }
}
